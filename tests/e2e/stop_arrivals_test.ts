// SIGTERM cuts off nobody whose request is on its way: neither who has just come and not asked yet, nor who still waits in
// the system's queue to be accepted, where closing the listener would reset him (issue 7).

import { assert, assertEquals, assertRejects } from "@std/assert";
import { encodeAddress } from "../../src/codec/address_header.ts";
import { masterKeyOf } from "../../src/crypto/derive_key_2017.ts";
import { aeadMethod } from "../../src/crypto/method_table.ts";
import { BufferPool } from "../../src/net/buffer_pool.ts";
import { listenTcp } from "../../src/net/deno_tcp_listener.ts";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { sealStream } from "../support/reference_stream.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { type Link, newLink, startServer } from "../support/shadowsocks_process.ts";
import { testBytes } from "../support/test_bytes.ts";
import { writeAll } from "../support/test_conn.ts";

const METHOD = "aes-128-gcm";
const CROWD = 64;
const DEADLINE_MS = 5000;

Deno.test("SIGTERM waits for the request of a client that has just come", async () => {
  await using scene = await Scene.start();
  using client = await scene.connect();
  // Who comes later is accepted later.
  using witness = await scene.connect();
  await scene.ask(witness);
  await assertAnswered(witness);

  scene.server.process.signal("SIGTERM");
  await scene.server.process.untilOutput(/draining 2 connections/);
  await scene.ask(client);
  await assertAnswered(client);
});

Deno.test({
  name: "SIGTERM does not reset a crowd that waits to be accepted",
  ignore: Deno.build.os === "windows",
}, async () => {
  await using scene = await Scene.start();
  scene.server.process.signal("SIGSTOP");
  const clients = await Promise.all(Array.from({ length: CROWD }, () => scene.connect()));
  using _closing = { [Symbol.dispose]: () => clients.forEach((client) => client.close()) };
  await Promise.all(clients.map((client) => scene.ask(client)));

  scene.server.process.signal("SIGTERM");
  scene.server.process.signal("SIGCONT");
  await Promise.all(clients.map(assertAnswered));
});

Deno.test({
  name: "turnAway() lets nobody new in, and everybody who has come",
  ignore: Deno.build.os !== "linux",
}, async () => {
  const listener = listenTcp({ host: "127.0.0.1", port: 0 }, {
    buffers: new BufferPool(),
    tcp: { noDelay: true, keepAlive: false },
    reusePort: false,
  });
  const address = { hostname: "127.0.0.1", port: listener.address.port };
  using client = await Deno.connect(address);
  listener.turnAway();
  let isIn = false;
  const newcomer = Deno.connect(address).then(() => isIn = true);
  const refusal = assertRejects(() => newcomer, Deno.errors.ConnectionRefused);

  const accepted = await listener.accept();
  await writeAll(client, testBytes(3));
  assertEquals(await accepted.read(), testBytes(3));
  accepted.close();
  assert(!isIn);
  listener.close();
  await within(DEADLINE_MS, "The newcomer's second knock", refusal);
});

class Scene implements AsyncDisposable {
  readonly server: ListeningProcess;
  readonly #link: Link;
  readonly #target: EchoTarget;

  private constructor(link: Link, server: ListeningProcess, target: EchoTarget) {
    this.#link = link;
    this.server = server;
    this.#target = target;
  }

  static async start(): Promise<Scene> {
    const link = newLink(METHOD);
    return new Scene(link, await startServer("umbra", link), new EchoTarget());
  }

  connect(): Promise<Deno.TcpConn> {
    return Deno.connect({ hostname: "127.0.0.1", port: this.server.port });
  }

  /** For the echo of a byte. */
  async ask(client: Deno.Conn): Promise<void> {
    const { keyBytes, saltBytes } = aeadMethod(METHOD);
    const target = encodeAddress({ host: "127.0.0.1", port: this.#target.port });
    const key = {
      method: METHOD,
      masterKey: masterKeyOf(this.#link.password, keyBytes),
      salt: crypto.getRandomValues(new Uint8Array(saltBytes)),
    } as const;
    await writeAll(client, sealStream(key, [target, testBytes(1)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.#target[Symbol.asyncDispose]();
  }
}

async function assertAnswered(client: Deno.Conn): Promise<void> {
  const { saltBytes } = aeadMethod(METHOD);
  const answer = new Uint8Array(1024);
  let length = 0;
  while (length <= saltBytes) {
    const read = await within(DEADLINE_MS, "The answer", client.read(answer));
    assertEquals(read === null, false, "the server has hung up");
    length += read!;
  }
}
