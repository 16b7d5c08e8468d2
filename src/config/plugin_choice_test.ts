import { assertEquals } from "@std/assert";
import { load } from "../../tests/support/load_config.ts";
import type { ServerConfig } from "./config.ts";

const STRONG = "a-long-and-random-password";

Deno.test("plugin options are passed on as they are written, and what is odd in them is warned of", () => {
  const { config, warnings } = pluginWith("obfs=http;;x");
  assertEquals(config.listeners[0]?.plugin, {
    command: "obfs-server",
    options: "obfs=http;;x",
    args: [],
    mode: "tcp_only",
  });
  assertEquals(warnings, [
    "plugin_opts may not be understood, at its column 11: a plugin option has no name",
  ]);
});

Deno.test("what is said of a plugin that is not there is warned of", () => {
  const said = { plugin_opts: "a=b", plugin_args: ["x"], plugin_mode: "tcp_only" };
  const file = JSON.stringify({ method: "aes-256-gcm", password: STRONG, ...said });
  assertEquals(load("server", { file }).warnings, [
    "plugin_opts has no plugin beside it, ignored",
    "plugin_args has no plugin beside it, ignored",
    "plugin_mode has no plugin beside it, ignored",
  ]);
});

Deno.test("a server behind a plugin takes openings in pieces", () => {
  const { config, warnings } = pluginWith("obfs=http");
  assertEquals([config.listeners[0]?.oneRead, warnings], [false, []]);
});

Deno.test("a server takes openings in pieces where it is told to", () => {
  const oneReadOf = (said: object) => {
    const file = JSON.stringify({ method: "aes-256-gcm", password: STRONG, ...said });
    return load<ServerConfig>("server", { file }).config.listeners[0]?.oneRead;
  };
  assertEquals(oneReadOf({}), true);
  assertEquals(oneReadOf({ allow_segmented_header: true }), false);
});

function pluginWith(options: string) {
  return load<ServerConfig>("server", {
    file: JSON.stringify({
      method: "aes-256-gcm",
      password: STRONG,
      plugin: "obfs-server",
      plugin_opts: options,
    }),
  });
}
