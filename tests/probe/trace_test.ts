import { assertEquals, assertThrows } from "@std/assert";
import { describeTrace, type Packet, reactionOf } from "./trace.ts";

const SYN = client(0, { syn: true });

Deno.test("reactionOf() tells FIN from RST and from both, and what was heard", () => {
  const endOf = (...packets: Packet[]) => {
    const { heard, end } = reactionOf([SYN, ...packets]);
    return [heard, end];
  };
  assertEquals(endOf(), [0, "nothing"]);
  assertEquals(endOf(server(5, { bytes: 7 }), server(9, { fin: true })), [7, "FIN"]);
  assertEquals(endOf(server(9, { rst: true })), [0, "RST"]);
  assertEquals(endOf(server(9, { fin: true }), server(9, { rst: true })), [0, "FIN, RST"]);
});

Deno.test("reactionOf() counts from SYN and from what the client said last before the end", () => {
  const trace = [
    SYN,
    client(10, { bytes: 3 }),
    client(20, { fin: true }),
    client(25, {}),
    server(50, { fin: true }),
    client(60, { bytes: 1 }),
  ];
  const { fromSynMs, fromLastSaidMs } = reactionOf(trace);
  assertEquals([fromSynMs, fromLastSaidMs], [50, 30]);
});

Deno.test("reactionOf() takes RST after a late byte for the answer to that byte", () => {
  const late = [SYN, server(9, { fin: true }), client(10, { bytes: 1 })];
  assertEquals(reactionOf(late).afterByte, "silence");
  const { end, afterByte } = reactionOf([...late, server(11, { rst: true })]);
  assertEquals([end, afterByte], ["FIN", "RST"]);
});

Deno.test("reactionOf() refuses a connection of which nothing was seen", () => {
  assertThrows(() => reactionOf([]), Error, "no packet was seen");
});

Deno.test("describeTrace() says who did what when", () => {
  const trace = [
    client(100, { syn: true }),
    client(101, { bytes: 5 }),
    server(102.25, { fin: true }),
  ];
  const text = "client SYN at 0.0 ms, client 5 bytes at 1.0 ms, server FIN at 2.3 ms";
  assertEquals(describeTrace(trace), text);
});

function client(at: number, packet: Partial<Packet>): Packet {
  return { bytes: 0, syn: false, fin: false, rst: false, ...packet, at, from: "client" };
}

function server(at: number, packet: Partial<Packet>): Packet {
  return { ...client(at, packet), from: "server" };
}
