// `deno task bundle`: the whole program as one file, dist/umbra.js, which also runs from a URL:
// `deno run -A http://host/umbra.js server ...`. What it depends on is inside; nothing is fetched later.

const PROJECT = new URL("../", import.meta.url);
const OUTPUT = "dist/umbra.js";

/** The arguments of `deno`; `output` is absolute or counts from the project folder. */
export function bundleArguments(output: string): string[] {
  return ["bundle", "--quiet", "--frozen", "--platform", "deno", "--output", output, "main.ts"];
}

/** Writes the bundle; `false` when `deno bundle` failed, which has said why then. */
export async function bundle(output: string): Promise<boolean> {
  const command = new Deno.Command(Deno.execPath(), {
    args: bundleArguments(output),
    cwd: PROJECT,
    stdin: "null",
    // What LogTape offers to `deno` stands behind what it offers to `node`, which would load a part of Node at start.
    env: { DENO_CONDITIONS: "browser" },
  });
  const { success } = await command.spawn().status;
  return success;
}

if (import.meta.main) {
  if (!await bundle(OUTPUT)) {
    console.error("error: cannot write the bundle\nhint: `deno bundle` has said why, above");
    Deno.exit(1);
  }
  const { size } = await Deno.stat(new URL(OUTPUT, PROJECT));
  console.log(`${OUTPUT}: ${Math.ceil(size / 1024)} KB; try: deno run -A ${OUTPUT} --help`);
}
