// The connection cap starts from the process's real limit of descriptors.

import { assertEquals } from "@std/assert";
import { descriptorLimit } from "../../src/net/deno_descriptor_limit.ts";

Deno.test({
  name: "descriptorLimit() is what a shell says, which inherits the limit",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const { stdout } = await new Deno.Command("sh", { args: ["-c", "ulimit -n"] }).output();
    const text = new TextDecoder().decode(stdout).trim();
    if (text === "unlimited") return;
    assertEquals(descriptorLimit(), Number(text));
  },
});

Deno.test({
  name: "descriptorLimit() is unknown when no library may be loaded",
  permissions: { ffi: false },
  fn: () => assertEquals(descriptorLimit(), undefined),
});
