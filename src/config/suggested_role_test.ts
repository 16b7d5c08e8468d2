import { assertEquals } from "@std/assert";
import { readConfigFile } from "./config_file.ts";
import type { Role } from "./default_settings.ts";
import { Ledger } from "./ledger.ts";
import { suggestedRole } from "./suggested_role.ts";

Deno.test("suggestedRole() tells from the keys whom a file was written for", () => {
  const cases: Readonly<Record<string, Role>> = {
    "{}": "server",
    '{"upstreams": [{"url": "socks5://h"}]}': "local",
    '{"upstreams": [{"url": "socks5://h"}], "password": "x"}': "server",
    '{"upstreams": [{"url": "socks5://h"}], "users": ["me:pw"]}': "server",
    '{"outbound_proxy": "socks5://h", "port_password": {"1": "x"}}': "server",
    '{"online_config": {"config_url": "https://h/"}}': "local",
    '{"server": "::"}': "server",
    '{"server": "192.0.2.1"}': "server",
    '{"server": ["::", "0.0.0.0"]}': "server",
    '{"server": "0.0.0.0:8388"}': "server",
    '{"servers": [{"server": "::", "server_port": 1}]}': "server",
    '{"server": ["a.example", "b.example"]}': "local",
    '{"server": "a.example:1"}': "local",
    '{"servers": [{"server": "a.example"}]}': "local",
    '{"local_port": 1}': "local",
    '{"server": "::", "local_port": 1}': "local",
    '{"locals": [{"local_port": 1}]}': "local",
    '{"local_port": 1, "tunnel_address": "a.example:1"}': "tunnel",
    '{"tunnel_remote": "a.example"}': "tunnel",
  };
  for (const [text, role] of Object.entries(cases)) {
    const said = readConfigFile({ name: "config.json", text }, new Ledger());
    assertEquals(suggestedRole(said), role, text);
  }
});
