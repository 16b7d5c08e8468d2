// Where a file stands in the house, told from its path alone.

/** The room of a file of the program: `main`, a folder of src/, or `undefined` for anything else. */
export function roomOf(path: string): string | undefined {
  if (path === "main.ts") return "main";
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

export function isTest(path: string): boolean {
  return /_(test|bench)\.ts$/.test(path) || path.startsWith("tests/");
}

/** A unit test or a micro-bench beside the file that it is about. */
export function isUnitTest(path: string): boolean {
  return path.startsWith("src/") && /_(test|bench)\.ts$/.test(path);
}

/** The file that a relative specifier in `from` names; `undefined` when the specifier is not relative. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const step of specifier.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}

/** `*` stands for anything inside one folder, `**` for anything. */
export function matchesGlob(path: string, glob: string): boolean {
  const pattern = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("**", "\0").replaceAll("*", "[^/]*").replaceAll("\0", ".*");
  return new RegExp(`^${pattern}$`).test(path);
}
