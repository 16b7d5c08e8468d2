import { assertEquals } from "@std/assert";
import { Acl } from "./acl.ts";
import { type AclDialect, parseAcl } from "./parse_acl.ts";

function aclOf(text: string, dialect: AclDialect = "rust"): Acl {
  const { rules, problems } = parseAcl(text, dialect);
  assertEquals(problems, []);
  return new Acl(rules);
}

const LISTS = `
[bypass_list]
||past.example
||both.example
10.0.0.0/8
192.0.2.1
[proxy_list]
||through.example
||both.example
172.16.0.0/12
192.0.2.1
`;

Deno.test("Acl.targets decides names by the lists, and leaves others to their addresses", () => {
  for (const mode of ["[proxy_all]", "[bypass_all]"]) {
    const { targets } = aclOf(mode + LISTS);
    assertEquals(targets.decideName("www.past.example"), "bypass");
    assertEquals(targets.decideName("through.example."), "proxy");
    assertEquals(targets.decideName("other.example"), undefined);
  }
});

Deno.test("Acl.targets decides a name in both lists as its dialect does", () => {
  assertEquals(aclOf(LISTS, "rust").targets.decideName("both.example"), "proxy");
  assertEquals(aclOf(LISTS, "libev").targets.decideName("both.example"), "bypass");
});

Deno.test("Acl.targets decides addresses by the lists, and others by default", () => {
  const decisions = (mode: string) => {
    const { targets } = aclOf(mode + LISTS);
    return ["10.1.2.3", "172.16.1.2", "192.0.2.1", "198.51.100.1"].map((ip) => {
      assertEquals(targets.decideName(ip), targets.decideAddress(ip));
      return targets.decideAddress(ip);
    });
  };
  assertEquals(decisions("[proxy_all]"), ["bypass", "proxy", "bypass", "proxy"]);
  assertEquals(decisions("[bypass_all]"), ["bypass", "proxy", "bypass", "bypass"]);
});

Deno.test("Acl.targets decides a resolved name by the exceptions alone, of which one is enough", () => {
  const [addresses, others] = [["198.51.100.1", "10.1.2.3"], ["198.51.100.1", "172.16.1.2"]];
  const blacklist = aclOf(`[proxy_all]${LISTS}`).targets;
  assertEquals(blacklist.decideResolved(addresses!), "bypass");
  assertEquals(blacklist.decideResolved(others!), "proxy");
  assertEquals(blacklist.decideResolved([]), "proxy");
  const whitelist = aclOf(`[bypass_all]${LISTS}`).targets;
  assertEquals(whitelist.decideResolved(addresses!), "bypass");
  assertEquals(whitelist.decideResolved(others!), "proxy");
  // Listed in both: what speaks for the default is not asked.
  assertEquals(whitelist.decideResolved(["192.0.2.1"]), "proxy");
  assertEquals(whitelist.decideResolved([]), "bypass");
});

Deno.test("Acl.targets needs no addresses of a name when no exception has any", () => {
  const lists = "[bypass_list]\n||past.example\n[proxy_list]\n172.16.0.0/12\n";
  assertEquals(aclOf(`[proxy_all]\n${lists}`).targets.decideName("other.example"), "proxy");
  assertEquals(aclOf(`[bypass_all]\n${lists}`).targets.decideName("other.example"), undefined);
});

Deno.test("Acl.outbound blocks before it allows", () => {
  const lists = `
[outbound_block_list]
||bad.example
127.0.0.0/8
[outbound_allow_list]
||good.example
||really.bad.example
127.0.0.1
192.0.2.0/24
`;
  const open = aclOf(`[outbound_allow_all]${lists}`).outbound;
  const closed = aclOf(`[outbound_block_all]${lists}`).outbound;
  for (const outbound of [open, closed]) {
    assertEquals(outbound.decideName("really.bad.example"), "block");
    assertEquals(outbound.decideName("good.example"), "allow");
    assertEquals(outbound.decideName("other.example"), undefined);
    assertEquals(outbound.decideAddress("127.0.0.1"), "block");
    assertEquals(outbound.decideAddress("192.0.2.1"), "allow");
  }
  assertEquals([open, closed].map((outbound) => outbound.decideAddress("198.51.100.1")), [
    "allow",
    "block",
  ]);
  assertEquals(open.decideResolved(["198.51.100.1", "::ffff:127.0.0.1"]), "block");
  assertEquals(closed.decideResolved(["198.51.100.1", "192.0.2.1"]), "allow");
  assertEquals(closed.decideResolved(["198.51.100.1"]), "block");
});

Deno.test("Acl.admitsClient() goes by the list that the default does not speak for", () => {
  const admitted = (mode: string) =>
    ["10.1.2.3", "::ffff:172.16.1.2", "192.0.2.1", "198.51.100.1"].map((ip) =>
      aclOf(mode + LISTS).admitsClient(ip)
    );
  assertEquals(admitted("[accept_all]"), [false, true, false, true]);
  assertEquals(admitted("[reject_all]"), [false, true, true, false]);
});
