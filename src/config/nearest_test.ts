import { assertEquals } from "@std/assert";
import { nearest } from "./nearest.ts";

Deno.test("nearest() finds what was mistyped or only begun", () => {
  const known = ["server", "server_port", "password", "aes-256-gcm", "aes-128-gcm"];
  const cases: Readonly<Record<string, string | undefined>> = {
    "sever": "server",
    "SERVER-PORT": "server_port",
    "passwrod": "password",
    "pass": "password",
    "aes-256": "aes-256-gcm",
    "aes-256-gmc": "aes-256-gcm",
    "x": undefined,
    "": undefined,
    "blowfish": undefined,
  };
  for (const [typed, meant] of Object.entries(cases)) {
    assertEquals(nearest(typed, known), meant, typed);
  }
  assertEquals(nearest("server", []), undefined);
});
