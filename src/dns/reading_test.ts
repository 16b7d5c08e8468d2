import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  a,
  aaaa,
  type Answer,
  cname,
  RCODE,
  type Reply,
  replyTo,
  soa,
} from "../../tests/support/dns_packets.ts";
import { DecodeError } from "../codec/decode_error.ts";
import { decodeDnsMessage, DNS_CLASS_IN, DNS_TYPE, encodeDnsQuery } from "../codec/dns_message.ts";
import { AnswerError, MAX_ALIASES, readAddresses, type Reading } from "./reading.ts";

const NAME = "target.example";
const QUESTION = { name: NAME, type: DNS_TYPE.A, class: DNS_CLASS_IN };

function read(reply: Reply): Reading {
  return readAddresses(decodeDnsMessage(replyTo(encodeDnsQuery(QUESTION, { id: 1 }), reply)));
}

function found(addresses: readonly string[], ttl: number): Reading {
  return { kind: "found", addresses, ttl };
}

/** target -> a0 -> a1 ... */
function chain(length: number): Answer[] {
  const names = [NAME, ...Array.from({ length }, (_, i) => `a${i}.example`)];
  return names.slice(1).map((target, i) => cname(names[i]!, target));
}

Deno.test("readAddresses() gives the addresses of the name, for as long as the shortest of them holds", () => {
  const answers = [a(NAME, "192.0.2.1", 60), a(NAME, "192.0.2.2", 30)];
  assertEquals(read({ answers }), found(["192.0.2.1", "192.0.2.2"], 30));
});

Deno.test("readAddresses() takes names for equal in any case", () => {
  assertEquals(
    read({ answers: [cname("TARGET.example", "Alias.Example"), a("aLIAS.eXAMPLE", "192.0.2.1")] }),
    found(["192.0.2.1"], 300),
  );
});

Deno.test("readAddresses() follows aliases, in whatever order they come", () => {
  const answers = [
    a("b.example", "192.0.2.1"),
    cname("a.example", "b.example", 20),
    cname(NAME, "a.example"),
  ];
  assertEquals(read({ answers }), found(["192.0.2.1"], 20));
});

Deno.test("readAddresses() asks on where the aliases leave the answer", () => {
  assertEquals(read({ answers: chain(2) }), { kind: "alias", name: "a1.example", ttl: 300 });
});

Deno.test("readAddresses() follows so many aliases and no more", () => {
  const end = (length: number) => [...chain(length), a(`a${length - 1}.example`, "192.0.2.1")];
  assertEquals(read({ answers: end(MAX_ALIASES) }), found(["192.0.2.1"], 300));
  assertThrows(() => read({ answers: end(MAX_ALIASES + 1) }), AnswerError);
  for (const target of [NAME, "a.example"]) {
    const answers = [cname(NAME, "a.example"), cname("a.example", target)];
    assertThrows(() => read({ answers }), AnswerError, "nowhere");
  }
});

Deno.test("readAddresses() believes nothing about other names", () => {
  const poison = a("bank.example", "203.0.113.6");
  assertEquals(read({ answers: [a(NAME, "192.0.2.1"), poison] }), found(["192.0.2.1"], 300));
  assertThrows(() => read({ answers: [poison] }), AnswerError, "another name");
  assertThrows(() => read({ answers: [aaaa(NAME, "2001:db8::1")] }), AnswerError);
  const otherClass: Answer = { ...a(NAME, "192.0.2.1"), class: "CH" } as Answer;
  assertThrows(() => read({ answers: [otherClass] }), AnswerError);
});

Deno.test("readAddresses() finds none for as long as the zone says", () => {
  const authorities = [soa("example", { ttl: 90, minimum: 45 })];
  assertEquals(read({ rcode: RCODE.noSuchName, authorities }), found([], 45));
  assertEquals(read({ authorities }), found([], 45));
  assertEquals(read({ answers: chain(1), authorities }), found([], 45));
  assertEquals(read({ rcode: RCODE.noSuchName, answers: chain(1) }), found([], 0));
  assertEquals(read({}), found([], 0));
});

Deno.test("readAddresses() refuses a server's failure", () => {
  for (const rcode of [1, RCODE.serverFailure, 4, RCODE.refused, 15]) {
    const answers = [a(NAME, "192.0.2.1")];
    assertThrows(() => read({ rcode, answers }), AnswerError, `RCODE ${rcode}`);
  }
});

Deno.test("readAddresses() refuses more addresses than any name needs", () => {
  const answers = (count: number) =>
    Array.from({ length: count }, (_, i) => a(NAME, `192.0.2.${i}`));
  assertEquals(read({ answers: answers(64) }).kind, "found");
  assertThrows(() => read({ answers: answers(65) }), AnswerError, "too many");
});

Deno.test("readAddresses() throws nothing but its own errors on random answers", () => {
  const name = fc.constantFrom(NAME, "a.example", "b.example");
  const record = fc.oneof(
    fc.tuple(name, name).map(([from, to]) => cname(from, to)),
    name.map((name) => a(name, "192.0.2.1")),
    name.map((name) => aaaa(name, "2001:db8::1")),
  );
  const records = fc.array(record, { maxLength: 9 });
  fc.assert(fc.property(records, records, fc.nat(15), (answers, authorities, rcode) => {
    try {
      read({ answers, authorities, rcode });
    } catch (error) {
      if (!(error instanceof AnswerError) && !(error instanceof DecodeError)) throw error;
    }
  }));
});
