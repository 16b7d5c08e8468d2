import { assertEquals, assertThrows } from "@std/assert";
import { fakeOutside } from "../../tests/support/fake_outside.ts";
import type { LocalConfig } from "./config.ts";
import type { Role } from "./default_settings.ts";
import { showDnsChoice } from "./dns_choice.ts";
import { applyRule, type PlainRule } from "./key_rule.ts";
import { TOP_LEVEL_KEYS } from "./key_table.ts";
import { Ledger } from "./ledger.ts";
import { completeConfig, readSources } from "./load_config.ts";
import { overlay } from "./settings.ts";
import { ConfigError } from "./problem.ts";

const SERVER = '"server": "192.0.2.1", "password": "a-strong-password", "method": "aes-256-gcm"';

interface Said {
  /** Members of the file. */
  readonly file?: string;
  readonly flags?: Readonly<Record<string, string>>;
}

function load({ file, flags = {} }: Said, role: Role = "local") {
  const ledger = new Ledger();
  const text = `{${SERVER}${file === undefined ? "" : `, ${file}`}}`;
  const parts = { outside: fakeOutside({ files: { "config.json": text } }), ledger };
  const said = Object.entries(flags).map(([key, raw]) => {
    const origin = { source: "flag", subject: key, place: undefined } as const;
    return applyRule(TOP_LEVEL_KEYS.get(key) as PlainRule, { raw, origin }, ledger);
  }).reduce(overlay, {});
  const settings = readSources({ flags: said, file: "config.json" }, parts);
  const config = completeConfig(role, settings, parts) as LocalConfig;
  return { config, warnings: ledger.warnings.map(({ message }) => message) };
}

function problem(said: Said): string {
  return assertThrows(() => load(said), ConfigError).problems[0]!.message;
}

Deno.test("completeConfig() asks the system's DNS servers unless somebody names others", () => {
  const { config, warnings } = load({});
  assertEquals(config.dns, { choice: { kind: "system" }, cacheSize: 1024 });
  assertEquals([config.dnsDoor, warnings], [undefined, []]);
});

Deno.test("completeConfig() takes DNS servers from the keys of every dialect", () => {
  const cases: Record<string, string> = {
    '"dns": "tcp://192.0.2.1,192.0.2.2"': "tcp://192.0.2.1:53, tcp://192.0.2.2:53",
    '"nameserver": "192.0.2.1,192.0.2.2"': "udp://192.0.2.1:53, udp://192.0.2.2:53",
    '"dns_server": ["192.0.2.1", "192.0.2.2:5353"]': "udp://192.0.2.1:53, udp://192.0.2.2:5353",
    '"dns_server": "192.0.2.1"': "udp://192.0.2.1:53",
    '"dns": "system"': "system",
  };
  for (const [file, shown] of Object.entries(cases)) {
    assertEquals(showDnsChoice(load({ file }).config.dns.choice), shown, file);
  }
  const { config } = load({
    file: '"dns": "192.0.2.1", "dns_cache_size": 0',
    flags: { dns: "192.0.2.9" },
  });
  assertEquals([showDnsChoice(config.dns.choice), config.dns.cacheSize], ["udp://192.0.2.9:53", 0]);
});

Deno.test("completeConfig() says what is wrong with a DNS server, and what -d is not", () => {
  assertEquals(
    problem({ file: '"dns": "dns.example"' }),
    'dns must be addresses of DNS servers, or the name of a well-known one, not "dns.example"',
  );
  assertEquals(
    problem({ file: '"dns": {"name_servers": []}' }).startsWith("dns must be"),
    true,
  );
  assertEquals(problem({ flags: { dns: "start" } }).includes("stays in the foreground"), true);
});

Deno.test("completeConfig() opens a DNS front door where dns_listen says, on port 53 and for 8.8.8.8 by default", () => {
  const door = (said: Said) => load(said).config.dnsDoor;
  assertEquals(door({ file: '"dns_listen": "127.0.0.1"' }), {
    listen: { host: "127.0.0.1", port: 53 },
    remote: { host: "8.8.8.8", port: 53 },
  });
  const flags = { dns_listen: "[::1]:5353", remote_dns_address: "9.9.9.9:54" };
  assertEquals(door({ flags }), {
    listen: { host: "::1", port: 5353 },
    remote: { host: "9.9.9.9", port: 54 },
  });
  assertEquals(door({ flags: { dns_listen: "127.0.0.1", remote_dns_port: "54" } })?.remote, {
    host: "8.8.8.8",
    port: 54,
  });
});

Deno.test("completeConfig() opens a DNS front door for an entry of locals, beside the SOCKS one", () => {
  const entry =
    '{"protocol": "dns", "local_address": "127.0.0.1", "local_port": 5353, "remote_dns_address": "9.9.9.9"}';
  const socks = '{"protocol": "socks", "local_port": 1081}';
  const { config, warnings } = load({ file: `"local_port": 1090, "locals": [${entry}, ${socks}]` });
  assertEquals(config.dnsDoor, {
    listen: { host: "127.0.0.1", port: 5353 },
    remote: { host: "9.9.9.9", port: 53 },
  });
  assertEquals([config.listen.port, warnings], [1081, []]);
  const file = `"locals": [{"protocol": "dns"}, ${entry}, {"protocol": "dns", "disabled": true}]`;
  const several = load({ file });
  assertEquals(several.config.dnsDoor?.listen, { host: "127.0.0.1", port: 53 });
  assertEquals(several.warnings, [
    "locals[1].protocol is left out: one DNS front door at a time for now",
  ]);
});

Deno.test("completeConfig() warns of a DNS front door that others can reach, and of one that nobody opens", () => {
  const { warnings } = load({ flags: { dns_listen: "0.0.0.0:5353" } });
  assertEquals(warnings, ["dns_listen has DNS questions of everyone answered who can reach it"]);
  const unused = load({ file: '"dns_listen": "127.0.0.1"' }, "server").warnings;
  assertEquals(unused, ['dns_listen is not used by "umbra server"']);
});
