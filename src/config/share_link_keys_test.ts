import { assertEquals } from "@std/assert";
import { failure, load, problems } from "../../tests/support/load_config.ts";
import type { LocalConfig, ServerEntry } from "./config.ts";
import { shadowsocksServers } from "./shadowsocks_servers.ts";

const STRONG = "a-strong-password";
const LINK = linkTo("a.example", "aes-256-gcm");

Deno.test("a link as server is as good as its parts", () => {
  const { config, warnings } = load<LocalConfig>("local", {
    file: `{"server": "${LINK}/?plugin=obfs-local%3Bobfs%3Dtls&prefix=%16#home"}`,
  });
  const [server] = shadowsocksServers(config);
  assertEquals([server!.address, server!.method], [
    { host: "a.example", port: 1 },
    "aes-256-gcm",
  ]);
  assertEquals([server!.plugin?.command, server!.plugin?.options], ["obfs-local", "obfs=tls"]);
  assertEquals(server!.saltPrefix, "\x16");
  assertEquals(config.upstreams.map(({ name }) => name), ["home"]);
  assertEquals(warnings, []);
});

Deno.test("links and hosts stand in one list, and links in entries of servers", () => {
  const rest = `"password": "${STRONG}", "method": "aes-128-gcm", "server_port": 2`;
  for (
    const file of [
      `{"server": ["${LINK}", "b.example"], ${rest}}`,
      `{"servers": [{"server": "${LINK}"}, {"server": "b.example", ${rest}}]}`,
    ]
  ) {
    assertEquals(told(load<LocalConfig>("local", { file }).config), [
      "a.example:1 aes-256-gcm",
      "b.example:2 aes-128-gcm",
    ]);
  }
});

Deno.test("nothing at the top of a file leaks into the server of a link", () => {
  const { config } = load<LocalConfig>("local", {
    file: `{"plugin": "obfs-local", "prefix": "x", "method": "aes-128-gcm", "server_port": 9}`,
    flags: { server_url: [LINK] },
  });
  const [server] = shadowsocksServers(config);
  assertEquals(told(config), ["a.example:1 aes-256-gcm"]);
  assertEquals([server!.plugin, server!.saltPrefix], [undefined, ""]);
});

Deno.test("--server-url is as strong as -s, and stands beside it", () => {
  const file = `{"servers": [{"server": "file.example", "password": "${STRONG}"}]}`;
  const urls = { server_url: [LINK, linkTo("b.example", "aes-128-gcm")] };
  assertEquals(told(load<LocalConfig>("local", { file, flags: urls }).config), [
    "a.example:1 aes-256-gcm",
    "b.example:1 aes-128-gcm",
  ]);
  const both = { ...urls, server: ["s.example"], password: STRONG, method: "aes-192-gcm" };
  assertEquals(told(load<LocalConfig>("local", { file, flags: both }).config), [
    "s.example:8388 aes-192-gcm",
    "a.example:1 aes-256-gcm",
    "b.example:1 aes-128-gcm",
  ]);
});

Deno.test("UMBRA_SERVER_URL goes over the file, and under the flags", () => {
  const file = `{"server": "file.example", "password": "${STRONG}", "method": "aes-128-gcm"}`;
  const variables = { UMBRA_SERVER_URL: `\n${LINK} ${linkTo("b.example", "aes-256-gcm")}\n` };
  assertEquals(told(load<LocalConfig>("local", { file, variables }).config), [
    "a.example:1 aes-256-gcm",
    "b.example:1 aes-256-gcm",
  ]);
  const flags = { server: ["s.example"] };
  assertEquals(told(load<LocalConfig>("local", { file, variables, flags }).config), [
    "s.example:8388 aes-128-gcm",
  ]);
});

Deno.test("what is wrong in a link is pointed at inside the file, and no secret is shown", () => {
  const file = `{\n  "server": ["b.example",\n    "ss://aes-128-gcm:hunter2hunter2@a:0"]}`;
  const { problems: [problem] } = failure("local", { file });
  assertEquals([problem!.where, problem!.message], [
    "config.json:3:40",
    "the port must be 1 to 65535",
  ]);
  const flags = { server_url: ["ss://hunter2hunter2:x@a:1"] };
  const { problems: [flagged] } = failure("local", { flags });
  assertEquals([flagged!.where, flagged!.message], ["server_url:1:6", "the method is not known"]);
});

Deno.test("server_url takes an address of a list, which must be safe", () => {
  const { problems: [unsafe] } = failure("local", {
    flags: { server_url: ["http://example.com/secret"] },
  });
  assertEquals(unsafe!.message, "server_url must be an https:// or ssconf:// address");
  assertEquals(problems("local", { flags: { server_url: ["ssconf://example.com/x"] } }), [
    "no server is given",
  ]);
});

Deno.test("an entry of servers is one server, not several links", () => {
  const file = `{"servers": [{"server": ["${LINK}", "${LINK}"]}]}`;
  assertEquals(problems("local", { file }), ["servers[0].server has several links"]);
});

function linkTo(host: string, method: string): string {
  return `ss://${btoa(`${method}:${STRONG}`)}@${host}:1`;
}

function told(config: LocalConfig): readonly string[] {
  return shadowsocksServers(config).map(({ address, method }: ServerEntry) =>
    `${address.host}:${address.port} ${method}`
  );
}
