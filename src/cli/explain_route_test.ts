import { assertEquals } from "@std/assert";
import { load } from "../../tests/support/load_config.ts";
import type { Role } from "../config/default_settings.ts";
import { explainRoute } from "./explain_route.ts";

const CLIENT = {
  servers: [
    { name: "a", server: "192.0.2.1" },
    { name: "b", server: "192.0.2.2" },
  ],
  method: "aes-256-gcm",
  password: "a-strong-password",
};
const SERVER = { server: "::", method: "aes-256-gcm", password: "a-strong-password" };
const BY_A_AND_B = "  through a, b (ordered; when all are down: fail)";

Deno.test("explainRoute() names the servers where there are no rules", async () => {
  assertEquals(await explain("local", CLIENT, "example.com"), [BY_A_AND_B]);
});

Deno.test("explainRoute() names the place of the rule that decides", async () => {
  const rules = [
    { domain: ["example.com"], port: 443, route: "b" },
    { ip: ["10.0.0.0/8"], route: "block" },
    { domain: ["example.com"], user: ["alice"], route: "direct" },
  ];
  const config = { rules, ...CLIENT };
  const place = (lines: readonly string[]) =>
    lines.map((line) => line.replace(/config\.json:1:\d+/, "HERE"));
  const leftOut = "  rules for single users are left out, since none is named";
  assertEquals(place(await explain("local", config, "www.example.com")), [
    "  through b (ordered; when all are down: fail): the rule at HERE decides",
  ]);
  assertEquals(place(await explain("local", config, "10.1.1.1")), [
    "  blocked: the rule at HERE decides",
  ]);
  assertEquals(place(await explain("local", config, "other.example")), [
    `${BY_A_AND_B}: no rule matches`,
    leftOut,
  ]);
  assertEquals(place(await explain("local", { ...config, resolve: true }, "other.example")), [
    "  by the first rule that has one of its addresses; if none does:",
    `${BY_A_AND_B}: no rule matches`,
    leftOut,
  ]);
});

Deno.test("explainRoute() asks a client's access control list first", async () => {
  const acl =
    "[proxy_all]\n[bypass_list]\n||direct.example\n10.0.0.0/8\n[proxy_list]\n||far.example\n";
  const ask = (host: string) => explain("local", { ...CLIENT, acl: "acl" }, host, acl);
  const past = "  directly: the access control list sends it past the servers";
  assertEquals(await ask("www.direct.example"), [past]);
  assertEquals(await ask("10.1.1.1"), [past]);
  assertEquals(await ask("far.example"), [
    "  the access control list leaves it to the servers",
    BY_A_AND_B,
  ]);
  assertEquals(await ask("other.example"), [
    "  directly if the access control list has one of its addresses to bypass; otherwise",
    BY_A_AND_B,
  ]);
});

Deno.test("explainRoute() tells what a server does not reach", async () => {
  const acl = "[outbound_block_list]\n||bad.example\n";
  assertEquals(await explain("server", SERVER, "192.168.1.1"), [
    "  blocked: it is not public, and allow_private does not have it",
  ]);
  for (const spelling of ["0xc0a80101", "localhost"]) {
    assertEquals(await explain("server", SERVER, spelling), [
      "  blocked: it is not public, and allow_private does not have it",
    ]);
  }
  assertEquals(await explain("server", { ...SERVER, allow_private: true }, "192.168.1.1"), [
    "  directly",
  ]);
  assertEquals(await explain("server", SERVER, "example.com"), [
    "  unless allow_private closes its addresses:",
    "  directly",
  ]);
  assertEquals(await explain("server", { ...SERVER, acl: "acl" }, "bad.example", acl), [
    "  blocked by the access control list",
  ]);
});

async function explain(
  role: Role,
  config: object,
  host: string,
  acl = "",
): Promise<readonly string[]> {
  const { config: loaded } = load(role, { file: JSON.stringify(config), files: { acl } });
  const [title, ...lines] = await explainRoute(loaded, { host, port: 443 });
  assertEquals(title, `target ${host}:443`);
  return lines;
}
