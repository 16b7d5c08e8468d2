import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { findProgram } from "./deno_find_program.ts";
import { PluginError } from "./plugin_error.ts";

// On Windows Deno itself looks for programs.
const ignore = Deno.build.os === "windows";

Deno.test(
  { name: "findProgram() takes the first folder that has the program", ignore },
  async () => {
    await using folders = await Folders.make();
    assertEquals(findProgram("plug", folders.path), `${folders.root}/second/plug`);
    assertEquals(findProgram(`${folders.root}/second/plug`, ""), `${folders.root}/second/plug`);
  },
);

Deno.test({ name: "findProgram() says where it has looked", ignore }, async () => {
  await using folders = await Folders.make();
  const error = assertThrows(() => findProgram("other", folders.path), PluginError, '"other"');
  assertEquals(error.failure, "not_started");
  assertStringIncludes(error.hint, `${folders.root}/first, ${folders.root}/second;`);
});

Deno.test({ name: "findProgram() refuses what may not be run, and folders", ignore }, async () => {
  await using folders = await Folders.make();
  for (const path of ["first/plug", "second", "nowhere"]) {
    assertThrows(() => findProgram(`${folders.root}/${path}`), PluginError, "cannot find");
  }
});

/** `first/plug` is a text, `second/plug` a program. */
class Folders implements AsyncDisposable {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<Folders> {
    const folders = new Folders(await Deno.makeTempDir({ prefix: "umbra_test_" }));
    for (const [name, mode] of [["first", 0o644], ["second", 0o755]] as const) {
      await Deno.mkdir(`${folders.root}/${name}`);
      await Deno.writeTextFile(`${folders.root}/${name}/plug`, "", { mode });
    }
    return folders;
  }

  get path(): string {
    return ["first", "second"].map((name) => `${this.root}/${name}`).join(":");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}
