import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { RuleConditions } from "./rule_conditions.ts";

Deno.test("RuleConditions hold where ports and users are as said, or nothing is said", () => {
  const conditions = new RuleConditions([
    { ports: [], users: [] },
    { ports: [{ first: 443, last: 443 }], users: [] },
    { ports: [{ first: 1, last: 9 }, { first: 80, last: 90 }], users: ["alice"] },
    { ports: [], users: ["alice", "bob"] },
  ]);
  const holding = (port: number, user?: string) =>
    [0, 1, 2, 3].filter((rule) => conditions.hold(rule, { port, user }));
  assertEquals(holding(443), [0, 1]);
  assertEquals(holding(85, "alice"), [0, 2, 3]);
  assertEquals(holding(50, "alice"), [0, 3]);
  assertEquals(holding(85, "bob"), [0, 3]);
  assertEquals(holding(85, "eve"), [0]);
  assertEquals([holding(0), holding(65535)], [[0], [0]]);
});

Deno.test("RuleConditions hold for exactly the ports of any spans", () => {
  const port = fc.nat(0xffff);
  const span = fc.tuple(port, port).map(([a, b]) => ({
    first: Math.min(a, b),
    last: Math.max(a, b),
  }));
  fc.assert(fc.property(fc.array(span, { maxLength: 4 }), port, (ports, asked) => {
    const expected = ports.length === 0 ||
      ports.some(({ first, last }) => first <= asked && asked <= last);
    const conditions = new RuleConditions([{ ports, users: [] }]);
    assertEquals(conditions.hold(0, { port: asked, user: undefined }), expected);
  }));
});
