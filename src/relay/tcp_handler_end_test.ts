// Endings from outside, in every stage, and odd things from the parts: DESTROYED is entered once, everything is
// released, and run() never rejects.

import { assert, assertEquals } from "@std/assert";
import { FakeRequest, inboundOf } from "../../tests/support/fake_inbound.ts";
import { FaultyConn } from "../../tests/support/faulty_conn.ts";
import { HandledConnection, type HandledOptions } from "../../tests/support/handled_connection.ts";
import { readAll, readExactly } from "../../tests/support/memory_pipe.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import type { Inbound } from "../net/inbound.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { StreamConn } from "../net/stream_conn.ts";

interface Situation {
  readonly name: string;
  /** Whether drain() leaves it alone for now. */
  readonly busy: boolean;
  readonly enter: () => Promise<HandledConnection>;
}

const never = new Promise<never>(() => {});

/** Stays in INIT, or in ADDR, until its connection is closed. */
function waiting(stage: "INIT" | "ADDR"): Inbound {
  // deno-lint-ignore require-yield -- it never comes to a request
  return inboundOf(async function* (conn, progress) {
    if (stage === "ADDR") progress("ADDR");
    await readAll(conn);
  });
}

async function dialing(options: HandledOptions = {}): Promise<HandledConnection> {
  const scene = new HandledConnection(options);
  await turn();
  assertEquals(scene.dialer.dials.length, 1);
  return scene;
}

async function streaming(options: HandledOptions = {}): Promise<HandledConnection> {
  const scene = new HandledConnection({ timeouts: { idleMs: 60_000 }, ...options });
  await scene.connect();
  await Promise.all([scene.clientFar.write(testBytes(1)), readExactly(scene.upstreamFar, 1)]);
  return scene;
}

/** Of a client whose first request a drain waits for. */
const ARRIVING_MS = 2000;

function arriving(stage: "INIT" | "ADDR"): readonly Situation[] {
  const enter = () => new HandledConnection({ inbound: waiting(stage) });
  return [
    { name: `in ${stage} for a moment`, busy: true, enter: () => Promise.resolve(enter()) },
    {
      name: `in ${stage} for too long`,
      busy: false,
      enter: async () => {
        const scene = enter();
        await scene.clock.advance(ARRIVING_MS);
        return scene;
      },
    },
  ];
}

const SITUATIONS: readonly Situation[] = [
  ...arriving("INIT"),
  ...arriving("ADDR"),
  { name: "while dialing", busy: true, enter: dialing },
  {
    name: "while dialing, with early bytes",
    busy: true,
    enter: async () => {
      const scene = await dialing();
      await scene.clientFar.write(testBytes(10));
      return scene;
    },
  },
  { name: "while streaming", busy: true, enter: streaming },
  {
    name: "while half-closed",
    busy: true,
    enter: async () => {
      const scene = await streaming();
      await scene.clientFar.closeWrite();
      assertEquals(await scene.upstreamFar.read(), null);
      return scene;
    },
  },
  {
    name: "while the client does not read",
    busy: true,
    enter: async () => {
      const scene = await streaming();
      scene.upstreamFar.write(testBytes(10)).catch(() => {});
      await turn();
      assert(scene.client.isWriting);
      return scene;
    },
  },
  {
    name: "while a stream rests",
    busy: false,
    enter: async () => {
      const scene = await streaming();
      await scene.clock.advance(5001);
      return scene;
    },
  },
];

for (const { name, busy, enter } of SITUATIONS) {
  Deno.test(`TcpHandler.end() releases everything ${name}, and says so once`, async () => {
    const scene = await enter();
    await scene.assertNotOver();
    scene.handler.end("stopped");
    scene.handler.end("idle");
    await scene.assertOver("stopped");
    scene.handler.end("idle");
    scene.handler.drain();
    await turn();
    assertEquals(scene.observer.outcomes, ["stopped"]);
  });

  Deno.test(`TcpHandler.drain() ${busy ? "leaves a connection alone" : "ends"} ${name}`, async () => {
    const scene = await enter();
    await turn();
    scene.handler.drain();
    if (busy) {
      await scene.assertNotOver();
      scene.handler.end("stopped");
    }
    await scene.assertOver("stopped");
  });
}

Deno.test("TcpHandler.drain() waits for a first request, no longer than 2 s from accept", async () => {
  const scene = new HandledConnection({ inbound: waiting("INIT") });
  await scene.clock.advance(500);
  scene.handler.drain();
  await scene.clock.advance(ARRIVING_MS - 501);
  await scene.assertNotOver();
  await scene.clock.advance(1);
  await scene.assertOver("stopped");
});

Deno.test("TcpHandler.end() gives up a dial that is under way", async () => {
  const scene = await dialing();
  scene.handler.end("stopped");
  assert(scene.dialer.last.signal.aborted);
  await scene.assertOver("stopped");
  assertEquals(scene.request.answers, []);
});

Deno.test("TcpHandler.end() ends a client that is being refused", async () => {
  const scene = await dialing();
  scene.dialer.last.fail("refused");
  await scene.assertNotOver();
  scene.handler.end("stopped");
  await turn();
  assert(scene.isOver);
  assert(scene.client.closed);
});

Deno.test("TcpHandler.end() ends a client that is being absorbed, and its fault stays the outcome", async () => {
  const client = watchedPipe();
  const scene = await streaming({
    client,
    request: { client: new FaultyConn(client.near, { fault: "corrupt", chunk: 2 }) },
  });
  await scene.clientFar.write(testBytes(10));
  await scene.assertNotOver();
  scene.handler.end("stopped");
  await scene.assertOver("corrupt");
});

Deno.test("TcpHandler.end() closes the connection when proceed() never resolves", async () => {
  const client = watchedPipe();
  const scene = await dialing({
    client,
    request: { onProceed: () => client.near.write(testBytes(10)) },
  });
  await scene.connect();
  assert(client.near.isWriting);
  scene.handler.end("stopped");
  await scene.assertOver("stopped");
});

Deno.test("TcpHandler.end() closes an upstream that is reached in the same turn", async () => {
  const scene = await dialing();
  await scene.clientFar.write(testBytes(10));
  await turn();
  scene.reach();
  scene.handler.end("stopped");
  await turn();
  assert(scene.upstream.closed);
  await scene.assertOver("stopped");
  assertEquals(scene.upstream.bytesWritten, 0);
});

Deno.test("TcpHandler.end() dials no more when the request comes in the same turn", async () => {
  const client = watchedPipe();
  const asked = Promise.withResolvers<void>();
  const scene = new HandledConnection({
    client,
    inbound: inboundOf(async function* (conn) {
      await asked.promise;
      // As behind a Shadowsocks header: the first bytes are here already.
      yield new FakeRequest({ client: prefixedConn(testBytes(5), conn) });
    }),
  });
  await turn();
  asked.resolve();
  scene.handler.end("handshake_timed_out");
  await scene.assertOver("handshake_timed_out");
  assertEquals(scene.dialer.dials.length, 0);
});

Deno.test("TcpHandler.drain() ends a client that is absorbed since it was dialing", async () => {
  const client = watchedPipe();
  const scene = await dialing({
    client,
    request: { client: new FaultyConn(client.near, { fault: "corrupt", chunk: 1 }) },
  });
  await scene.clientFar.write(testBytes(10));
  await scene.assertNotOver();
  scene.handler.drain();
  await scene.assertOver("corrupt");
});

Deno.test("TcpHandler.drain() lets a dial and its stream go on to their end", async () => {
  const scene = await dialing();
  scene.handler.drain();
  await scene.connect();
  await Promise.all([scene.clientFar.write(testBytes(9)), readExactly(scene.upstreamFar, 9)]);
  await Promise.all([scene.clientFar.closeWrite(), scene.upstreamFar.closeWrite()]);
  await scene.assertOver("unanswered");
});

Deno.test('TcpHandler ends with "handshake_timed_out" when no request comes in time', async () => {
  const scene = new HandledConnection({ inbound: waiting("ADDR") });
  await scene.clock.advance(58_999);
  await scene.assertNotOver();
  await scene.clock.advance(1);
  const { stage, target } = await scene.assertOver("handshake_timed_out");
  assertEquals([stage, target], ["ADDR", undefined]);
  assertEquals([scene.client.writes, scene.client.finishes], [0, 0]);
});

Deno.test("TcpHandler counts the handshake deadline from accept, however often the client says something", async () => {
  const scene = new HandledConnection({ inbound: waiting("INIT") });
  for (let i = 0; i < 5; i++) {
    await scene.clock.advance(11_000);
    await scene.clientFar.write(testBytes(1));
  }
  await scene.clock.advance(4_000);
  await scene.assertOver("handshake_timed_out");
});

Deno.test("TcpHandler tells no cause when the connection was ended from outside", async () => {
  const stopped = await dialing();
  stopped.handler.end("stopped");
  const late = new HandledConnection({ inbound: waiting("INIT") });
  await late.clock.advance(59_000);
  const endings = [
    await stopped.assertOver("stopped"),
    await late.assertOver("handshake_timed_out"),
  ];
  assertEquals(endings.map(({ cause }) => cause), [undefined, undefined]);
});

Deno.test('TcpHandler ends with "empty" when the client asks for nothing', async () => {
  const scene = new HandledConnection({ inbound: waiting("INIT") });
  await scene.clientFar.closeWrite();
  await scene.assertOver("empty");
});

const ODD_ERRORS: readonly unknown[] = [new TypeError("an odd thing"), "a text", undefined, null];

const ODD_INBOUNDS: Readonly<Record<string, (odd: unknown) => Inbound>> = {
  "accept() throws at once": (odd) => ({
    accept: () => {
      throw odd;
    },
  }),
  "the inbound throws": (odd) =>
    // deno-lint-ignore require-yield -- it comes to nothing
    inboundOf(async function* () {
      throw odd;
    }),
  "the inbound rejects and its return() as well": (odd) => ({
    accept: () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(odd),
        return: () => Promise.reject(odd),
      }),
    }),
  }),
  "client.read() throws at once": (odd) =>
    asking({
      read: () => {
        throw odd;
      },
    }),
  "client.read() rejects": (odd) => asking({ read: () => Promise.reject(odd) }),
};

function asking({ read }: Pick<StreamConn, "read">): Inbound {
  return inboundOf(async function* (conn) {
    const { localAddress, remoteAddress } = conn;
    const client: StreamConn = {
      localAddress,
      remoteAddress,
      read,
      write: (bytes) => conn.write(bytes),
      closeWrite: () => conn.closeWrite(),
      close: () => conn.close(),
    };
    yield new FakeRequest({ client });
  });
}

for (const [what, inbound] of Object.entries(ODD_INBOUNDS)) {
  for (const odd of ODD_ERRORS) {
    Deno.test(`TcpHandler never rejects when ${what} with ${odd}`, async () => {
      const scene = new HandledConnection({ inbound: inbound(odd) });
      await turn();
      assert(scene.isOver);
      assertEquals(scene.observer.endings.length, 1);
      assert(scene.client.closed);
      assertEquals(scene.clock.pending, 0);
    });
  }
}

Deno.test("TcpHandler never rejects when the dialer throws at once", async () => {
  const scene = new HandledConnection();
  scene.dialer.dial = () => {
    throw new TypeError("an odd thing");
  };
  await turn();
  await scene.clientFar.closeWrite();
  await scene.assertOver("defect");
  assertEquals(scene.request.answers, ["other"]);
});

for (const [method, stage] of [["proceed", "CONNECTING"], ["abort", "CONNECTING"]] as const) {
  Deno.test(`TcpHandler never rejects when ${method}() throws at once`, async () => {
    const scene = await dialing();
    scene.request[method] = () => {
      throw new TypeError("an odd thing");
    };
    if (method === "proceed") await scene.connect();
    else scene.dialer.last.fail("refused");
    const ending = await scene.assertOver("defect");
    assertEquals(ending.stage, stage);
  });
}

Deno.test("TcpHandler never rejects when a stream rejects with an odd thing", async () => {
  for (const odd of ODD_ERRORS) {
    const scene = await dialing();
    scene.upstream.read = () => Promise.reject(odd);
    await scene.connect();
    await scene.assertOver("defect");
  }
});

Deno.test("TcpHandler is over although its inbound never comes back", async () => {
  const scene = new HandledConnection({
    // deno-lint-ignore require-yield -- it never comes to a request
    inbound: inboundOf(async function* (conn) {
      await Promise.race([never, conn.read()]);
    }),
  });
  await turn();
  scene.handler.end("stopped");
  await scene.assertOver("stopped");
});
