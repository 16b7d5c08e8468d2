import { assertEquals } from "@std/assert";
import { installHint } from "./known_plugins.ts";

const HINTS: Readonly<Record<string, string>> = {
  "obfs-local": "install it (Debian: apt install simple-obfs), or give the whole path",
  "v2ray-plugin": "Debian calls it ss-v2ray-plugin; or give the whole path",
  "constructor": "install it, or give the whole path",
};

for (const [command, hint] of Object.entries(HINTS)) {
  Deno.test(`installHint() knows what to say of ${command}`, () => {
    assertEquals(installHint(command), hint);
  });
}
