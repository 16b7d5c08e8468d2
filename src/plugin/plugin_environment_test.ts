import { assertEquals } from "@std/assert";
import { pluginEnvironment } from "./plugin_environment.ts";

const PLACE = {
  remote: { host: "2001:db8::1", port: 8388 },
  local: { host: "127.0.0.1", port: 20_000 },
};

Deno.test("pluginEnvironment() says where the plugin stands, and passes its options on as they are", () => {
  assertEquals(pluginEnvironment({ ...PLACE, options: "obfs=http;path=/a\\;b" }), {
    SS_REMOTE_HOST: "2001:db8::1",
    SS_REMOTE_PORT: "8388",
    SS_LOCAL_HOST: "127.0.0.1",
    SS_LOCAL_PORT: "20000",
    SS_PLUGIN_OPTIONS: "obfs=http;path=/a\\;b",
  });
});

Deno.test("pluginEnvironment() leaves the options out when there are none", () => {
  assertEquals("SS_PLUGIN_OPTIONS" in pluginEnvironment({ ...PLACE, options: "" }), false);
});
