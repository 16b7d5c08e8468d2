import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { a, decodePacket, RCODE, replyTo, soa } from "../../tests/support/dns_packets.ts";
import { ednsIn, encodeEdns } from "./dns_edns.ts";
import {
  decodeDnsHead,
  decodeDnsMessage,
  DNS_CLASS_IN,
  DNS_TYPE,
  encodeDnsQuery,
} from "./dns_message.ts";
import { encodeBareReply, encodeReply, encodeUnreadableReply } from "./dns_reply.ts";

const QUESTION = { name: "target.example", type: DNS_TYPE.A, class: DNS_CLASS_IN };
const EDNS = { udpBytes: 1400, isDnssecOk: true };
const QUERY = encodeDnsQuery(QUESTION, { id: 0xabcd });
const QUERY_EDNS = encodeDnsQuery(QUESTION, {
  id: 0xabcd,
  isCheckingDisabled: true,
  additionals: [encodeEdns(EDNS)],
});

/** "TARGET.example" in place of "target.example". */
function shouted(query: Uint8Array): Uint8Array {
  const bytes = query.slice();
  bytes.set(new TextEncoder().encode("TARGET"), 13);
  return bytes;
}

Deno.test("encodeEdns() writes what another implementation reads, and ednsIn() what it has written", () => {
  const [opt] = decodePacket(QUERY_EDNS).additionals! as unknown as Record<string, unknown>[];
  assertEquals([opt!.type, opt!.udpPayloadSize, opt!.flag_do, opt!.ednsVersion], [
    "OPT",
    1400,
    true,
    0,
  ]);
  assertEquals(ednsIn(decodeDnsMessage(QUERY_EDNS)), EDNS);
  assertEquals(ednsIn(decodeDnsMessage(QUERY)), undefined);
});

Deno.test("ednsIn() takes a size that is too small for the smallest one", () => {
  const additionals = [encodeEdns({ udpBytes: 100, isDnssecOk: false })];
  const query = decodeDnsMessage(encodeDnsQuery(QUESTION, { id: 1, additionals }));
  assertEquals(ednsIn(query), { udpBytes: 512, isDnssecOk: false });
});

Deno.test("encodeBareReply() has the question and nothing else", () => {
  for (const isTruncated of [false, true]) {
    const query = decodeDnsHead(shouted(QUERY));
    const bytes = encodeBareReply(query, { rcode: 5, isTruncated, edns: undefined });
    const reply = decodePacket(bytes);
    assertEquals([reply.id, reply.type, reply.flag_tc, reply.flag_rd], [
      0xabcd,
      "response",
      isTruncated,
      true,
    ]);
    assertEquals(decodeDnsHead(bytes).rcode, 5);
    assertEquals(reply.questions?.[0]?.name, "TARGET.example");
    assertEquals([reply.answers, reply.additionals], [[], []]);
  }
});

Deno.test("encodeBareReply() says what we can do to a client that has said what it can", () => {
  const query = decodeDnsHead(QUERY_EDNS);
  const reply = decodeDnsMessage(encodeBareReply(query, { rcode: 2, edns: EDNS }));
  assertEquals([ednsIn(reply), reply.isCheckingDisabled, reply.rcode], [EDNS, true, 2]);
});

Deno.test("encodeReply() gives an answer to another client: its id, its spelling, the answer's age", () => {
  const additionals = [encodeEdns(EDNS)];
  const answer = decodeDnsMessage(Uint8Array.from([
    ...replyTo(encodeDnsQuery(QUESTION, { id: 1 }), {
      answers: [a("target.example", "192.0.2.1", 300), a("target.example", "192.0.2.2", 5)],
      authorities: [soa("example", { ttl: 90 })],
    }),
    ...additionals[0]!,
  ].map((byte, i) => i === 11 ? 1 : byte)));
  const reply = decodeDnsMessage(encodeReply(decodeDnsHead(shouted(QUERY)), answer, 10)!);
  assertEquals([reply.id, reply.rcode, reply.isResponse], [0xabcd, 0, true]);
  assertEquals(new TextDecoder().decode(reply.bytes.slice(13, 19)), "TARGET");
  assertEquals(reply.answers.map(({ ttl }) => ttl), [290, 0]);
  assertEquals(reply.authorities.map(({ ttl }) => ttl), [80]);
  assertEquals(ednsIn(reply), EDNS, "what stands in the place of a TTL is none");
  assertEquals(answer.answers[0]!.ttl, 300);
});

Deno.test("encodeReply() refuses a question whose name is written with a pointer", () => {
  // Header, then a pointer to a zero byte in it.
  const query = Uint8Array.of(...QUERY.subarray(0, 12), 0xc0, 11, 0, 1, 0, 1);
  const answer = decodeDnsMessage(replyTo(QUERY, {}));
  assertEquals(encodeReply(decodeDnsHead(query), answer, 0), undefined);
});

Deno.test("encodeUnreadableReply() answers whatever has the beginning of a question", () => {
  const reply = decodePacket(encodeUnreadableReply(QUERY.subarray(0, 14), RCODE.refused)!);
  assertEquals([reply.id, reply.type, reply.questions], [0xabcd, "response", []]);
  assertEquals(encodeUnreadableReply(QUERY.subarray(0, 11), 1), undefined);
  assertEquals(encodeUnreadableReply(replyTo(QUERY, {}), 1), undefined);
  const noise = fc.uint8Array({ maxLength: 40 });
  fc.assert(fc.property(noise, (bytes) => {
    const reply = encodeUnreadableReply(bytes, 1);
    if (reply !== undefined) assertEquals(reply.length, 12);
  }));
});
