// A connection that keeps a UDP association alive: in UDP_ASSOC from the reply to its end, however long.

import { assert, assertEquals } from "@std/assert";
import { inboundOf } from "../../tests/support/fake_inbound.ts";
import { HandledConnection, TIMEOUTS } from "../../tests/support/handled_connection.ts";
import { turn } from "../../tests/support/turn.ts";
import type { AssociationPort, AssociationRequest } from "../net/associate.ts";
import { DialError } from "../net/dial_failure.ts";
import type { PendingAssociation } from "../net/inbound.ts";
import type { Progress } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";

const RELAY = { host: "127.0.0.1", port: 4000 };

class Scene {
  readonly requests: AssociationRequest[] = [];
  /** What the client was told. */
  readonly answers: unknown[] = [];
  closes = 0;
  readonly #ports = Promise.withResolvers<AssociationPort>();
  // The last field: the connection begins at once.
  readonly connection: HandledConnection;

  constructor({ associates = true } = {}) {
    this.connection = new HandledConnection({
      inbound: inboundOf((conn, progress) => this.#accept(conn, progress)),
      ...(associates && { associate: (request) => this.#associate(request) }),
    });
  }

  /** Lets the port be opened. */
  async open(): Promise<void> {
    await turn();
    this.#ports.resolve({ address: RELAY, close: () => void this.closes++ });
    await turn();
  }

  async refuse(error: Error): Promise<void> {
    await turn();
    this.#ports.reject(error);
    await turn();
  }

  #associate(request: AssociationRequest): Promise<AssociationPort> {
    this.requests.push(request);
    return this.#ports.promise;
  }

  async *#accept(client: StreamConn, progress: Progress): AsyncGenerator<PendingAssociation> {
    progress("ADDR");
    yield await Promise.resolve({
      kind: "association",
      user: "alice",
      client,
      proceed: (relay) => Promise.resolve(void this.answers.push(relay)),
      abort: (failure) => Promise.resolve(void this.answers.push(failure)),
    });
  }
}

Deno.test("TcpHandler opens a port for an association, tells it, and closes it when the client has finished", async () => {
  const scene = await openScene();
  const { connection } = scene;
  assertEquals(scene.requests, [{
    client: connection.client.remoteAddress,
    reachedAt: connection.client.localAddress,
    user: "alice",
  }]);
  assertEquals(scene.answers, [RELAY]);
  await connection.assertNotOver();
  assertEquals(scene.closes, 0);
  await connection.clientFar.closeWrite();
  const ending = await connection.assertOver("finished");
  assertEquals(ending.stage, "UDP_ASSOC");
  assertEquals([ending.user, ending.target], ["alice", undefined]);
  assertEquals(scene.closes, 1);
  assertEquals(connection.observer.stages, ["INIT", "ADDR", "UDP_ASSOC"]);
});

Deno.test("TcpHandler lets an association rest for as long as its connection lives", async () => {
  const { connection } = await openScene();
  await connection.clock.advance(TIMEOUTS.handshakeMs + 10 * TIMEOUTS.idleMs);
  await connection.assertNotOver();
  await connection.clientFar.closeWrite();
  await connection.assertOver("finished");
});

Deno.test("TcpHandler has the system look after an association's client, which may vanish without a word", async () => {
  const scene = new Scene();
  assertEquals(scene.connection.client.isKeptAlive, false);
  await scene.open();
  assertEquals(scene.connection.client.isKeptAlive, true);
  await scene.connection.clientFar.closeWrite();
  await scene.connection.assertOver("finished");
});

Deno.test("TcpHandler ignores what an association's client says, up to a limit", async () => {
  const scene = await openScene();
  const { connection } = scene;
  await connection.clientFar.write(new Uint8Array(16 * 1024));
  await connection.assertNotOver();
  await connection.clientFar.write(new Uint8Array(1));
  await turn();
  assertEquals(scene.closes, 1);
  await connection.clientFar.closeWrite();
  await connection.assertOver("rejected");
});

Deno.test("TcpHandler closes the port when the association's connection breaks", async () => {
  const scene = await openScene();
  const { connection } = scene;
  connection.client.break();
  await connection.assertOver("reset");
  assertEquals(scene.closes, 1);
});

for (const step of ["drain", "end"] as const) {
  Deno.test(`TcpHandler.${step}() ends an association and closes its port`, async () => {
    const scene = await openScene();
    const { connection } = scene;
    if (step === "drain") connection.handler.drain();
    else connection.handler.end("stopped");
    await connection.assertOver("stopped");
    assertEquals(scene.closes, 1);
  });

  Deno.test(`TcpHandler.${step}() closes a port that comes only afterwards`, async () => {
    const scene = new Scene();
    await turn();
    if (step === "drain") scene.connection.handler.drain();
    else scene.connection.handler.end("stopped");
    await scene.open();
    await scene.connection.assertOver("stopped");
    assertEquals([scene.closes, scene.answers], [1, []]);
  });
}

Deno.test("TcpHandler refuses an association with the failure when there is no port", async () => {
  const scene = new Scene();
  await scene.refuse(new DialError("denied", "Cannot associate: too many"));
  assertEquals(scene.answers, ["denied"]);
  await scene.connection.clientFar.closeWrite();
  await scene.connection.assertOver("denied");
});

Deno.test("TcpHandler refuses an association where nothing makes ports", async () => {
  const scene = new Scene({ associates: false });
  await turn();
  assertEquals(scene.answers, ["denied"]);
  await scene.connection.clientFar.closeWrite();
  await scene.connection.assertOver("denied");
});

Deno.test("TcpHandler refuses an association in general words when a defect of ours is behind it", async () => {
  const scene = new Scene();
  await scene.refuse(new TypeError("undefined is not a function"));
  assertEquals(scene.answers, ["other"]);
  await scene.connection.clientFar.closeWrite();
  assert((await scene.connection.assertOver("defect")).cause instanceof TypeError);
});

Deno.test("TcpHandler closes the port when the client leaves before it is told", async () => {
  const scene = new Scene();
  await turn();
  scene.connection.client.break();
  await scene.open();
  const { cause } = await scene.connection.assertOver("reset");
  assert(cause instanceof StreamError);
  assertEquals(scene.closes, 1);
});

async function openScene(): Promise<Scene> {
  const scene = new Scene();
  await scene.open();
  return scene;
}
