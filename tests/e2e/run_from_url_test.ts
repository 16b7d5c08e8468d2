// A person runs the program from a URL, with nothing but Deno on the machine (issue 3).

import { assertEquals, assertMatch } from "@std/assert";
import { bundle } from "../../scripts/bundle.ts";
import manifest from "../../deno.json" with { type: "json" };
import { RunningProcess } from "../support/running_process.ts";

Deno.test("the bundle runs from a URL, far from the project folder", async () => {
  await using site = await Site.start();
  const { code, output } = await runFromUrl(site, "--version");
  assertEquals(code, 0, output);
  assertMatch(output, new RegExp(manifest.version.replaceAll(".", "\\.")));
});

Deno.test("the bundle from a URL moves real bytes through every protocol", async () => {
  await using site = await Site.start();
  const { code, output } = await runFromUrl(site, "demo");
  assertEquals(code, 0, output);
  assertMatch(output, /SOCKS5/i);
});

async function runFromUrl(site: Site, command: string): Promise<{ code: number; output: string }> {
  await using process = new RunningProcess(Deno.execPath(), {
    // The port may have been somebody else's before: nothing of it may come from the cache.
    args: ["run", "-A", `--reload=${site.origin}`, `${site.origin}/umbra.js`, command],
    cwd: site.folder,
    env: { NO_COLOR: "1" },
  });
  const { code } = await process.ended();
  return { code, output: process.output };
}

/** A web server with the bundle on it, and an empty folder to stand in. */
class Site implements AsyncDisposable {
  readonly folder: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(folder: string, program: Uint8Array<ArrayBuffer>) {
    this.folder = folder;
    const headers = { "content-type": "text/javascript" };
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => new Response(program, { headers }),
    );
  }

  static async start(): Promise<Site> {
    const folder = await Deno.makeTempDir({ prefix: "umbra_test_" });
    const path = `${folder}/umbra.js`;
    assertEquals(await bundle(path), true);
    const program = await Deno.readFile(path);
    await Deno.remove(path);
    return new Site(folder, program);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    await Deno.remove(this.folder, { recursive: true });
  }
}
