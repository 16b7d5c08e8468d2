import { assertEquals } from "@std/assert";
import { goModuleVersion, printedVersion } from "./program_version.ts";

Deno.test("printedVersion() finds a version behind a name, and not another program's", () => {
  for (
    const [output, version] of [
      ["\nshadowsocks-libev 3.3.5\n\n  maintained by\n", "3.3.5"],
      ["shadowsocks 1.25.0\n", "1.25.0"],
      ["Xray 26.3.27 (Xray, Penetrates Everything.) Custom (go1.26.8 linux/amd64)\n", "26.3.27"],
      ["sing-box version 1.14.1\n", "1.14.1"],
      ["sing-box version 1.14.0-alpha.2\n", "1.14.0-alpha.2"],
      ["sing-box version unknown\n\nEnvironment: go1.26.8 linux/amd64\n", undefined],
    ] as const
  ) assertEquals(printedVersion(output), version, output);
});

Deno.test("goModuleVersion() reads what Go's linker has left", () => {
  const text =
    "\xff\x00path\texample.org/a/cmd/b\nmod\texample.org/a\tv0.1.5\th1:sum=\ndep\tc\tv9\t\n";
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  assertEquals(goModuleVersion(bytes), "0.1.5");
  assertEquals(goModuleVersion(bytes.subarray(30)), undefined);
});
