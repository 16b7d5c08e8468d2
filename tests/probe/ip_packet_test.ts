import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeIpPacket } from "./ip_packet.ts";

/** 127.0.0.1:43426 to 127.0.0.1:42865, FIN and ACK, 3 bytes. */
const TCP = hex(
  "45000037 00004000 40060000 7f000001 7f000001" +
    "a9a2a771 00000001 00000002 80110200 00000000 0101080a0000000100000002 616263",
);
/** 127.0.0.1:53 to 127.0.0.2:1024, 2 bytes, an IP header with options. */
const UDP = hex("46000022 00004000 40110000 7f000001 7f000002 01010101 00350400 000a0000 6162");

Deno.test("decodeIpPacket() reads ports, flags and the payload's length", () => {
  assertEquals(decodeIpPacket(TCP), {
    ...{ protocol: "tcp", sourcePort: 43426, targetPort: 42865 },
    ...{ source: "127.0.0.1:43426", target: "127.0.0.1:42865", bytes: 3 },
    ...{ syn: false, fin: true, rst: false },
  });
  assertEquals(decodeIpPacket(UDP), {
    ...{ protocol: "udp", sourcePort: 53, targetPort: 1024 },
    ...{ source: "127.0.0.1:53", target: "127.0.0.2:1024", bytes: 2 },
    ...{ syn: false, fin: false, rst: false },
  });
});

Deno.test("decodeIpPacket() needs no more than the headers", () => {
  assertEquals(decodeIpPacket(TCP.subarray(0, 40)), decodeIpPacket(TCP));
  assertEquals(decodeIpPacket(TCP.subarray(0, 39)), undefined);
  assertEquals(decodeIpPacket(UDP.subarray(0, 32)), decodeIpPacket(UDP));
  assertEquals(decodeIpPacket(UDP.subarray(0, 31)), undefined);
});

Deno.test("decodeIpPacket() gives undefined for what it does not know, and never throws", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
    const packet = decodeIpPacket(bytes);
    const isIpv4 = bytes.length >= 20 && bytes[0]! >>> 4 === 4;
    assertEquals(packet === undefined || isIpv4, true);
  }));
});

function hex(text: string): Uint8Array {
  return Uint8Array.fromHex(text.replaceAll(" ", ""));
}
