// Links beside shadowsocks-rust's ssurl, and pictures beside zbarimg, which reads what a phone does.

import { assertEquals } from "@std/assert";
import { parse } from "@humanwhocodes/momoa";
import { plainValue } from "../../src/config/located_json.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { runCli, startCli } from "../support/run_cli.ts";
import { TemporaryFile } from "../support/temporary_file.ts";

const KEY = new Uint8Array(32).fill(7).toBase64();
const SERVERS = [
  { server: "example.com", method: "aes-256-gcm", password: "p@ss:w/o?r#d %41 ü" },
  { server: "2001:db8::1", method: "chacha20-ietf-poly1305", password: "a-strong-password" },
  { server: "192.0.2.1", method: "2022-blake3-aes-256-gcm", password: KEY },
  {
    server: "example.com",
    method: "aes-128-gcm",
    password: "a-strong-password",
    plugin: "obfs-local",
    plugin_opts: "obfs=http;obfs-host=www.example.com",
    remarks: "a tag, & more: ü",
  },
].map((server, i) => ({ ...server, server_port: 8388 + i }));

const withoutSsurl = await skipWithoutPeer({ name: "shadowsocks-rust", programs: ["ssurl"] }) ||
  await ssurlKnowsNoAead();

Deno.test({
  name: "ssurl and umbra read each other's links",
  ignore: withoutSsurl,
  fn: async () => {
    const config = JSON.stringify({ servers: SERVERS, local_port: 1080 });
    const { stdout } = await runCli(["url", "encode", "-c", "config.json"], {
      files: { "config.json": config },
    });
    const links = stdout.trimEnd().split("\n");
    assertEquals(links.length, SERVERS.length);
    for (const [i, link] of links.entries()) {
      assertEquals(sorted(serverOf(await ssurl("-d", link))), sorted(SERVERS[i]!), link);
    }
    await using file = await TemporaryFile.holding(new TextEncoder().encode(config));
    const theirs = await ssurl("-e", file.path);
    const read = await runCli(["url", "decode", "-"], { input: theirs });
    assertEquals(JSON.parse(read.stdout).servers.map(sorted), SERVERS.map(sorted));
  },
});

Deno.test({
  name: "zbarimg reads the picture that umbra share writes",
  ignore: await skipWithoutPeer({ name: "zbarimg", programs: ["zbarimg"] }),
  fn: async () => {
    for (const input of ["ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888#Example1", LONG]) {
      await using cli = await startCli(["share", "-", "--png", "a.png"], { input });
      const { code, stdout } = await cli.finished;
      assertEquals([code, stdout], [0, `${input}\n`]);
      assertEquals(await output("zbarimg", "-q", "--raw", `${cli.folder}/a.png`), stdout);
    }
  },
});

const LONG = `ss://2022-blake3-aes-256-gcm:${
  encodeURIComponent(`${KEY}:${KEY}`)
}@[2001:db8::1]:8388/?plugin=v2ray-plugin%3B${"a".repeat(200)}#${"%C3%BC".repeat(40)}`;

/** Only with its features for them; without, it panics. */
async function ssurlKnowsNoAead(): Promise<boolean> {
  const link = "ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888";
  const { success } = await new Deno.Command("ssurl", { args: ["-d", link] }).output();
  if (!success) console.log("skipping tests with ssurl: it is built without AEAD methods");
  return !success;
}

function ssurl(...args: readonly string[]): Promise<string> {
  return output("ssurl", ...args);
}

async function output(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args: [...args], stderr: "null" }).output();
  return new TextDecoder().decode(stdout);
}

type Json = Readonly<Record<string, unknown>>;

/** What of the server's settings is in a link; ssurl prints JSON5, with one server at the top or in a list. */
function serverOf(text: string): object {
  const whole = plainValue(parse(text, { mode: "json5" }).body) as Json;
  const [server = whole] = (whole["servers"] ?? []) as readonly Json[];
  const names = ["server", "method", "password", "plugin", "plugin_opts", "remarks", "server_port"];
  return Object.fromEntries(
    names.filter((name) => server[name] !== undefined).map((name) => [name, server[name]]),
  );
}

function sorted(server: object): object {
  return Object.fromEntries(Object.entries(server).toSorted(([a], [b]) => a < b ? -1 : 1));
}
