import { assertEquals } from "@std/assert";
import { load } from "../../tests/support/load_config.ts";
import type { Role } from "../config/default_settings.ts";
import { hasSeveralWays } from "./several_ways.ts";

const ONE = { server: "192.0.2.1", method: "aes-256-gcm", password: "a-long-password" };
const CASES: readonly (readonly [Role, object, boolean])[] = [
  ["local", {}, false],
  ["local", { server: ["192.0.2.1", "192.0.2.2"] }, true],
  ["local", { rules: [{ port: 80, route: "direct" }] }, true],
  ["local", { acl: "list" }, true],
  ["local", { when_all_down: "direct" }, true],
  ["server", {}, false],
  ["server", { acl: "list" }, false],
  ["server", { outbound_proxy: "socks5://h", acl: "list" }, false],
  ["server", { outbound_proxy: "socks5://h", rules: [{ port: 80, route: "direct" }] }, true],
];

for (const [role, said, expected] of CASES) {
  Deno.test(`hasSeveralWays() is ${expected} of a ${role} with ${JSON.stringify(said)}`, () => {
    const file = JSON.stringify({ ...ONE, ...said });
    const { config } = load(role, { file, files: { list: "[bypass_all]" } });
    assertEquals(hasSeveralWays(config), expected);
  });
}
