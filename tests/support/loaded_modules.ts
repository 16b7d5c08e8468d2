// Which modules a file brings with it: what it imports, and what that imports, as Deno itself sees it; not what is
// loaded later by `import()`, nor what is imported for its types only.

const PROJECT = new URL("../../", import.meta.url);

interface Graph {
  readonly modules: readonly GraphModule[];
}

interface GraphModule {
  readonly specifier: string;
  readonly dependencies?: readonly Dependency[];
}

interface Dependency {
  /** Missing when only types are taken from it. */
  readonly code?: { readonly specifier: string };
  readonly isDynamic?: boolean;
}

/** `path` counts from the project folder. Files as URLs, packages as `npm:name@version`, Node's own as `node:name`. */
export async function loadedModules(path: string): Promise<ReadonlySet<string>> {
  const { modules } = await graphOf(path);
  const imports = new Map(modules.map((module) => [module.specifier, importsOf(module)]));
  const loaded = new Set([new URL(path, PROJECT).href]);
  // A set goes on to what is added to it on the way.
  for (const specifier of loaded) {
    for (const found of imports.get(specifier) ?? []) loaded.add(found);
  }
  return loaded;
}

function importsOf({ dependencies = [] }: GraphModule): readonly string[] {
  return dependencies.filter(({ isDynamic }) => !isDynamic)
    .flatMap(({ code }) => code === undefined ? [] : [code.specifier]);
}

async function graphOf(path: string): Promise<Graph> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", path],
    cwd: PROJECT,
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout)) as Graph;
}
