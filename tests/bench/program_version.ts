// Which version of a program is on this machine: as it says itself, or as Go's linker has left it in the binary.

export async function versionOf(program: string, flag: string | undefined): Promise<string> {
  const printed = flag === undefined ? undefined : printedVersion(await outputOf(program, flag));
  return printed ?? await goVersion(program) ?? "of a version that it does not tell";
}

/** A line that is a name and a version, as in "shadowsocks 1.25.0" and "sing-box version 1.14.1". */
export function printedVersion(output: string): string | undefined {
  return /^[\w-]+ (?:version )?v?(\d+\.[\w.-]+)/m.exec(output)?.[1];
}

/** From the bytes of a binary that `go install` has made: its main module with its version. */
export function goModuleVersion(binary: Uint8Array): string | undefined {
  return /\nmod\t[^\t\n]+\tv([^\t\n]+)/.exec(new TextDecoder("latin1").decode(binary))?.[1];
}

/** All that it prints. */
export async function outputOf(program: string, flag: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(program, { args: [flag], stdin: "null" })
    .output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

async function goVersion(program: string): Promise<string | undefined> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    try {
      return goModuleVersion(await Deno.readFile(`${folder}/${program}`));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}
