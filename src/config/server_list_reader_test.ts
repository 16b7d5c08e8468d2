import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ConfigError } from "./problem.ts";
import type { ServerList } from "./server_list.ts";
import { readServerList } from "./server_list_reader.ts";

const STRONG = "a-strong-password";
const LINK = link("a.example");
const ENTRY = { server: "a.example", server_port: 8388, method: "aes-256-gcm", password: STRONG };

Deno.test("readServerList() reads links, one on each line, and leaves out what is none", () => {
  const list = read(
    `# mine\r\n${LINK}\r\n\r\n  ss://nonsense@b\nvmess://x\nss://rc4:x@c:1\n${link("d")}\n`,
  );
  assertEquals(hosts(list), ["a.example", "d"]);
  assertEquals(list.faults.map(({ where }) => where), ["list:4:8", "list:5:1", "list:6:6"]);
});

Deno.test("readServerList() leaves out a server whose key cannot be one", () => {
  const list = read(`${LINK}\nss://2022-blake3-aes-128-gcm:AAAA@b:1`);
  assertEquals(hosts(list), ["a.example"]);
  assertEquals(list.faults.map(({ where }) => where), ["list:2:1"]);
});

Deno.test("readServerList() reads a link however many parts it has", () => {
  const list = read(`${LINK}?${"x&".repeat(100_000)}\n${link("b.example")}`);
  assertEquals(hosts(list), ["a.example", "b.example"]);
});

Deno.test("readServerList() refuses JSON that is nested without end", () => {
  for (
    const text of ['{"a":'.repeat(100_000), `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`]
  ) {
    assertThrows(() => read(text), ConfigError);
  }
});

Deno.test("readServerList() reads links out of base64, whichever and however cut", () => {
  const text = `${LINK}\n${link("b.example")}\n`;
  const whole = btoa(text);
  const cut = whole.replaceAll(/.{20}/g, "$&\r\n");
  const urlSafe = whole.replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
  for (const form of [whole, cut, urlSafe]) {
    assertEquals(hosts(read(form)), ["a.example", "b.example"]);
  }
});

Deno.test("readServerList() reads SIP008, and lets others' keys be", () => {
  const list = read(JSON.stringify({
    version: 1,
    servers: [{ ...ENTRY, id: "x", remarks: "A", plugin: "obfs-local", plugin_opts: "obfs=tls" }, {
      ...ENTRY,
      server: "2001:db8::1",
      plugin: "",
      plugin_opts: "",
      of_our_own: 1,
    }],
    bytes_used: 1,
    bytes_remaining: 2,
  }));
  assertEquals(list.servers.map(({ server }) => [server.tag, server.plugin]), [
    ["A", { name: "obfs-local", options: "obfs=tls" }],
    ["", undefined],
  ]);
  assertEquals(list.usage, { used: 1, remaining: 2 });
});

Deno.test("readServerList() leaves out wrong servers of SIP008, and says where they stand", () => {
  const list = read(`{"version": 1, "servers": [
    ${JSON.stringify(ENTRY)},
    ${JSON.stringify({ ...ENTRY, server_port: "8388" })},
    ${JSON.stringify({ ...ENTRY, password: undefined })},
    ${JSON.stringify({ ...ENTRY, plugin: "../bin/sh" })},
    ${JSON.stringify({ ...ENTRY, server: "a:1" })},
    1
  ]}`);
  assertEquals(hosts(list), ["a.example"]);
  assertEquals(list.faults.map(({ message, where }) => `${where} ${message}`), [
    "list:3:41 servers[1].server_port must be a port from 1 to 65535",
    "list:4:5 servers[2].password is missing",
    "list:5:109 servers[3].plugin must be a program's bare name",
    "list:6:15 servers[4].server must be a host name or an IP address",
    "list:7:5 servers[5] must be an object",
  ]);
});

for (
  const [text, message] of [
    ["", "list has no servers in it"],
    ["<html><body>404</body></html>", "list is no list of servers"],
    ["vmess://x", "it is no link of a Shadowsocks server"],
    ["{", "the file is not valid JSON here"],
    ['{"version": 2, "servers": []}', "version must be 1: no other version of SIP008 is known"],
    ['{"version": 1, "servers": {}}', "servers must be a list of servers"],
    ['{"version": 1, "servers": []}', "list has no servers in it"],
    ['{"version": 1, "servers": [], "bytes_remaining": 1}', "bytes_remaining, but no bytes_used"],
    ['{"local_port": 1080}', "no server is given"],
  ] as const
) {
  Deno.test(`readServerList() refuses ${text || "nothing"}: ${message}`, () => {
    assertThrows(() => read(text), ConfigError, message);
  });
}

Deno.test("readServerList() reads a configuration, names and list included", () => {
  const outline = read(JSON.stringify({ ...ENTRY, prefix: "\x16\x03" }));
  assertEquals(outline.servers[0]?.server.saltPrefix, "\x16\x03");
  const rust = read(`{
    "local_port": 1080, // ours
    "servers": [${JSON.stringify({ ...ENTRY, remarks: "A" })}, {"disabled": true}],
  }`);
  assertEquals(rust.servers.map(({ server }) => server.tag), ["A"]);
});

Deno.test("readServerList() reads or throws a ConfigError, whatever it is given", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json().map((json) => `{"version": 1, "servers": [${json}]}`),
    fc.json().map((json) => `{"server": ${json}}`),
  );
  fc.assert(fc.property(texts, (text) => {
    try {
      read(text);
    } catch (error) {
      assert(error instanceof ConfigError, String(error));
    }
  }));
});

function read(text: string): ServerList {
  return readServerList({ name: "list", text });
}

function link(host: string): string {
  return `ss://${btoa(`aes-256-gcm:${STRONG}`)}@${host}:8388`;
}

function hosts({ servers }: ServerList): readonly string[] {
  return servers.map(({ server }) => server.address.host);
}
