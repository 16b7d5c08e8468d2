import { assertEquals } from "@std/assert";
import { LOCAL, SERVER, TUNNEL } from "../../tests/support/sample_config.ts";
import { openCaps } from "./open_caps.ts";

const TCP_ONLY = { ...TUNNEL, mode: "tcp_only" } as const;
const WITH_UDP = { ...TUNNEL, mode: "tcp_and_udp" } as const;

const CONNECTIONS: readonly (readonly [number | undefined, number])[] = [
  [undefined, 4000],
  [Infinity, 4000],
  [NaN, 4000],
  // Two sockets each; 32 descriptors for the program itself, and a tenth of the rest for everything else.
  [1024, 446],
  [8192, 3672],
  [1_048_576, 471_844],
  // What getrlimit(2) says for "unlimited" on Linux and on macOS.
  [2 ** 64, 4000],
  [2 ** 63, 4000],
  // However few there are, one client is served.
  [0, 1],
  [1, 1],
  [34, 1],
  [37, 2],
];

for (const [descriptors, connections] of CONNECTIONS) {
  Deno.test(`openCaps() allows ${connections} connections when the limit is ${descriptors}`, () => {
    assertEquals(openCaps(TCP_ONLY, { descriptors, workers: 1 }), { connections, associations: 0 });
  });
}

Deno.test("openCaps() gives associations what was asked for, or a quarter of what there is", () => {
  assertEquals(openCaps(WITH_UDP, { descriptors: 100_000, workers: 1 }), {
    connections: 42_937,
    associations: 4096,
  });
  assertEquals(openCaps(WITH_UDP, { descriptors: 1024, workers: 1 }), {
    connections: 334,
    associations: 224,
  });
  assertEquals(openCaps(WITH_UDP, { descriptors: undefined, workers: 1 }).associations, 1024);
});

Deno.test("openCaps() counts two sockets for an association of a local", () => {
  const local = { ...LOCAL, mode: "tcp_and_udp" } as const;
  assertEquals(openCaps(local, { descriptors: 1024, workers: 1 }).associations, 112);
});

Deno.test("openCaps() of a server asks whether any of its ports carries UDP", () => {
  assertEquals(openCaps(SERVER, { descriptors: 100_000, workers: 1 }).associations, 4096);
  const listeners = SERVER.listeners.map((entry) => ({ ...entry, mode: "tcp_only" as const }));
  const server = { ...SERVER, listeners };
  assertEquals(openCaps(server, { descriptors: 100_000, workers: 1 }).associations, 0);
});

Deno.test("openCaps() goes by the connections that were asked for", () => {
  const config = { ...WITH_UDP, maxConnections: 7 };
  assertEquals(openCaps(config, { descriptors: 1024, workers: 1 }).connections, 7);
});

Deno.test("openCaps() leaves each worker its own descriptors", () => {
  assertEquals(openCaps(TCP_ONLY, { descriptors: 1024, workers: 4 }).connections, 435);
  assertEquals(openCaps(TCP_ONLY, { descriptors: 1024, workers: 256 }).connections, 1);
});
