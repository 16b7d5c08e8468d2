import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  a,
  aaaa,
  type Answer,
  cname,
  decodePacket,
  replyTo,
  soa,
} from "../../tests/support/dns_packets.ts";
import { DecodeError } from "./decode_error.ts";
import {
  decodeDnsHead,
  decodeDnsMessage,
  DNS_CLASS_IN,
  DNS_TYPE,
  encodeDnsQuery,
} from "./dns_message.ts";
import { addressIn, aliasIn, negativeTtlIn } from "./dns_record.ts";

const QUESTION = { name: "target.example", type: DNS_TYPE.A, class: DNS_CLASS_IN };
const QUERY = encodeDnsQuery(QUESTION, { id: 0xabcd });

Deno.test("encodeDnsQuery() writes what another implementation reads", () => {
  const { id, type, flag_rd, questions } = decodePacket(QUERY);
  assertEquals({ id, type, flag_rd }, {
    id: 0xabcd,
    type: "query",
    flag_rd: true,
  });
  assertEquals(questions, [{ name: "target.example", type: "A", class: "IN" }]);
});

Deno.test("decodeDnsMessage() reads what another implementation writes", () => {
  const bytes = replyTo(QUERY, {
    answers: [cname("target.example", "alias.example", 5), a("alias.example", "192.0.2.7", 7)],
    authorities: [soa("example", { ttl: 90, minimum: 30 })],
    rcode: 3,
  });
  const message = decodeDnsMessage(bytes);
  assertEquals(
    [message.id, message.isResponse, message.isTruncated, message.rcode, message.question],
    [0xabcd, true, false, 3, QUESTION],
  );
  const [alias, address] = message.answers;
  assertEquals([alias!.name, alias!.ttl], ["target.example", 5]);
  assertEquals(aliasIn(message, alias!), "alias.example");
  assertEquals([address!.name, address!.ttl], ["alias.example", 7]);
  assertEquals(addressIn(message, address!), "192.0.2.7");
  assertEquals(negativeTtlIn(message, message.authorities[0]!), 30);
});

const TTL = fc.nat(0x7fffffff);
const RECORD: fc.Arbitrary<Answer> = fc.oneof(
  fc.tuple(fc.ipV4(), TTL).map(([ip, ttl]) => a("target.example", ip, ttl)),
  TTL.map((ttl) => aaaa("a.target.example", "2001:db8::1", ttl)),
  fc.tuple(fc.domain(), TTL).map(([name, ttl]) => cname("target.example", name, ttl)),
);

Deno.test("decodeDnsMessage() agrees with another implementation on any records", () => {
  fc.assert(fc.property(fc.array(RECORD, { maxLength: 20 }), (answers) => {
    const bytes = replyTo(QUERY, { answers });
    const message = decodeDnsMessage(bytes);
    const theirs = decodePacket(bytes).answers! as { name: string; ttl: number; data: string }[];
    assertEquals(
      message.answers.map(({ name, ttl }) => [name, ttl]),
      theirs.map(({ name, ttl }) => [name, ttl]),
    );
    const data = message.answers.map((record) =>
      record.type === DNS_TYPE.CNAME ? aliasIn(message, record) : addressIn(message, record)
    );
    assertEquals(data, theirs.map((record) => record.data.toLowerCase()));
  }));
});

Deno.test("decodeDnsMessage() takes a TTL that is negative as a signed number for none", () => {
  const bytes = replyTo(QUERY, { answers: [a("target.example", "192.0.2.7", 0x80000000)] });
  assertEquals(decodeDnsMessage(bytes).answers[0]!.ttl, 0);
});

Deno.test("decodeDnsMessage() reads no records of a truncated message, wherever it is cut", () => {
  const whole = replyTo(QUERY, { answers: [a("target.example", "192.0.2.7")], isTruncated: true });
  const { questionEnd } = decodeDnsHead(whole);
  for (let length = questionEnd; length <= whole.length; length++) {
    const message = decodeDnsMessage(whole.subarray(0, length));
    assertEquals([message.isTruncated, message.answers], [true, []]);
  }
});

Deno.test("decodeDnsMessage() refuses a message that is cut anywhere", () => {
  const whole = replyTo(QUERY, {
    answers: [a("target.example", "192.0.2.7"), cname("x.example", "y.example")],
    authorities: [soa("example")],
  });
  for (let length = 0; length < whole.length; length++) {
    assertThrows(() => decodeDnsMessage(whole.subarray(0, length)), DecodeError);
  }
});

Deno.test("decodeDnsMessage() refuses more records than anybody needs, before it reads them", () => {
  const record = a("target.example", "192.0.2.7");
  const reply = (count: number) => replyTo(QUERY, { answers: new Array(count).fill(record) });
  assertEquals(decodeDnsMessage(reply(128)).answers.length, 128);
  assertThrows(() => decodeDnsMessage(reply(129)), DecodeError, "too many records");
  const promised = QUERY.slice();
  promised.set([0xff, 0xff], 6);
  assertThrows(() => decodeDnsMessage(promised), DecodeError, "too many records");
});

Deno.test("decodeDnsHead() refuses none and several questions", () => {
  for (const count of [0, 2, 0xffff]) {
    const bytes = QUERY.slice();
    bytes.set([count >>> 8, count & 0xff], 4);
    assertThrows(() => decodeDnsHead(bytes), DecodeError, "one question");
  }
});

Deno.test("addressIn(), aliasIn() and negativeTtlIn() refuse data of another length", () => {
  const message = decodeDnsMessage(replyTo(QUERY, {
    answers: [a("target.example", "192.0.2.7"), cname("a.example", "b.example")],
    authorities: [soa("example")],
  }));
  const cut = <T extends { dataEnd: number }>(record: T) => ({
    ...record,
    dataEnd: record.dataEnd - 1,
  });
  const [address, alias] = message.answers;
  assertThrows(() => addressIn(message, cut(address!)), DecodeError);
  assertThrows(() => addressIn(message, { ...address!, type: DNS_TYPE.AAAA }), DecodeError);
  assertThrows(() => aliasIn(message, cut(alias!)), DecodeError);
  assertThrows(() => negativeTtlIn(message, cut(message.authorities[0]!)), DecodeError);
});

Deno.test("decodeDnsMessage() throws nothing but a DecodeError on random bytes", () => {
  const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => {
    // Most would fail at the number of questions.
    if (bytes.length > 6) bytes.set([0, 1], 4);
    return bytes;
  });
  fc.assert(fc.property(noise, (bytes) => {
    try {
      const message = decodeDnsMessage(bytes);
      for (const record of message.answers) aliasIn(message, record);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  }));
});
