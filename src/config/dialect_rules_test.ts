import { assertEquals } from "@std/assert";
import { readConfigFile } from "./config_file.ts";
import type { Role } from "./default_settings.ts";
import { DIALECT_RULES, type DialectName, inOurSense } from "./dialect_rules.ts";
import { Ledger } from "./ledger.ts";
import { describeOrigin } from "./origin.ts";

const FILE = `{"timeout": 120, "local_address": "127.0.0.1"}`;

Deno.test("inOurSense() takes python's timeout for the time that a connection may rest", () => {
  const { said } = meant("python", "local", FILE);
  assertEquals(said.idleSeconds?.value, 120);
  assertEquals(
    describeOrigin(said.idleSeconds!.origin),
    "config.json:1:13 (timeout in python's sense)",
  );
  assertEquals(said.timeoutSeconds, undefined);
});

Deno.test("inOurSense() lets a key of our own name go before python's timeout", () => {
  const { said } = meant("python", "local", `{"timeout": 120, "idle_timeout": 7}`);
  assertEquals(said.idleSeconds?.value, 7);
});

Deno.test("inOurSense() knows what python does when nothing is said", () => {
  const { said } = meant("python", "server", "{}");
  assertEquals(
    [said.idleSeconds?.value, said.method?.value, said.mode?.value],
    [300, "aes-256-cfb", "tcp_and_udp"],
  );
  const { said: told } = meant("python", "server", `{"method": "aes-256-gcm"}`);
  assertEquals(told.method?.value, "aes-256-gcm");
});

Deno.test("inOurSense() leaves timeout what it is in libev, rust and ours", () => {
  for (const dialect of ["libev", "rust", "umbra"] as const) {
    const { said } = meant(dialect, "local", FILE);
    assertEquals([said.timeoutSeconds?.value, said.idleSeconds], [120, undefined]);
    assertEquals(said.localAddress?.value, { host: "127.0.0.1", port: undefined });
  }
});

Deno.test("inOurSense() says why the local_address of a server has no effect", () => {
  const told = (["libev", "rust"] as const).map((dialect) => {
    const { said, warnings } = meant(dialect, "server", FILE);
    assertEquals(said.localAddress, undefined);
    return warnings[0]?.split(",")[0];
  });
  assertEquals(told, [
    "local_address is where ss-server connects from",
    "local_address is not used by ssserver",
  ]);
});

Deno.test("inOurSense() has each program's lists read as that program reads them", () => {
  assertEquals(meant("libev", "local", "{}").said.aclDialect?.value, "libev");
  assertEquals(meant("rust", "local", "{}").said.aclDialect?.value, "rust");
});

function meant(dialect: DialectName, role: Role, text: string) {
  const ledger = new Ledger();
  const written = readConfigFile({ name: "config.json", text }, ledger);
  const said = inOurSense(written, { rules: DIALECT_RULES[dialect], role, ledger });
  return { said, warnings: ledger.warnings.map(({ message }) => message) };
}
