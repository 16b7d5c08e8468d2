// Holds the code to the house: import ranks, doors to the platform, sizes, names. The rules are data in
// layers/house.ts. Prints `path:line: rule: what to do` and exits 1 when there is anything to do.

import { checkSource } from "./layers/check_source.ts";
import { type Finding, formatFinding } from "./layers/finding.ts";

const FOLDERS = ["scripts", "src", "tests"];

if (import.meta.main) {
  const files = await sourceFiles();
  const findings = await checkFiles(files);
  for (const finding of findings) console.error(formatFinding(finding));
  console.log(`layers: ${files.length} files, ${findings.length || "no"} findings`);
  Deno.exit(findings.length === 0 ? 0 : 1);
}

async function checkFiles(paths: readonly string[]): Promise<Finding[]> {
  const findings = await Promise.all(paths.map(async (path) => {
    return checkSource(path, await Deno.readTextFile(path));
  }));
  return findings.flat();
}

/** Of the project, whose folder is the working directory. */
async function sourceFiles(): Promise<string[]> {
  const root = Array.from(Deno.readDirSync("."), ({ name }) => name);
  const files = await Promise.all(FOLDERS.map((folder) => filesBelow(`${folder}/`)));
  return [...root.filter(isSource), ...files.flat().sort()];
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) files.push(...await filesBelow(`${folder}${name}/`));
    else if (isSource(name)) files.push(`${folder}${name}`);
  }
  return files;
}

function isSource(name: string): boolean {
  return name.endsWith(".ts");
}
