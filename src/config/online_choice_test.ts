import { assertEquals } from "@std/assert";
import { readConfigFile } from "./config_file.ts";
import { Ledger } from "./ledger.ts";
import { chooseOnline } from "./online_choice.ts";
import { isSafe, parseOnlineUrl } from "./online_url.ts";

Deno.test("chooseOnline() takes the keys of shadowsocks-rust, and shows the host alone", () => {
  const { online, ledger } = read(`{"online_config": {
    "config_url": "ssconf://lists.example:1/token#x",
    "update_interval": 60,
    "allowed_plugins": ["a", "b"],
    "through_proxy": true
  }}`);
  assertEquals(online?.url.reveal(), "https://lists.example:1/token");
  assertEquals([online?.intervalMs, online?.allowedPlugins, online?.throughProxy], [
    60_000,
    ["a", "b"],
    true,
  ]);
  assertEquals(JSON.stringify(ledger.values).includes("token"), false);
});

Deno.test("chooseOnline() fetches every hour and lets no plugin be run, where nobody says otherwise", () => {
  const { online } = read(`{"online_config": {"config_url": "https://lists.example"}}`);
  assertEquals([online?.intervalMs, online?.allowedPlugins, online?.throughProxy], [
    3_600_000,
    [],
    false,
  ]);
  assertEquals(read("{}").online, undefined);
});

Deno.test("parseOnlineUrl() takes https, ssconf, and http on this machine", () => {
  for (const text of ["https://a/b", "ssconf://a/b", "http://127.0.0.1:8/x", "http://[::1]/x"]) {
    assertEquals(isSafe(parseOnlineUrl(text)!), true, text);
  }
  for (
    const text of ["http://a/b", "ftp://a", "https://", "ss://a", "x", "http://127.0.0.1.example"]
  ) {
    assertEquals(parseOnlineUrl(text), undefined, text);
  }
});

function read(text: string) {
  const ledger = new Ledger();
  const said = readConfigFile({ name: "config.json", text }, ledger);
  ledger.settle();
  return { online: chooseOnline(said, ledger), ledger };
}
