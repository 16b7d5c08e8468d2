// A web server with the bundle on it, and an empty folder to stand in: all that somebody has who runs it from a URL.

import { bundle } from "../../scripts/bundle.ts";
import { RunningProcess } from "./running_process.ts";

export class BundleSite implements AsyncDisposable {
  readonly #folder: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(folder: string, program: Uint8Array<ArrayBuffer>) {
    this.#folder = folder;
    const headers = { "content-type": "text/javascript" };
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => new Response(program, { headers }),
    );
  }

  static async start(): Promise<BundleSite> {
    const folder = await Deno.makeTempDir({ prefix: "umbra_test_" });
    const path = `${folder}/umbra.js`;
    if (!await bundle(path)) throw new Error("Cannot write the bundle");
    const program = await Deno.readFile(path);
    await Deno.remove(path);
    return new BundleSite(folder, program);
  }

  /** `flags` are Deno's. */
  run(args: readonly string[], ...flags: readonly string[]): RunningProcess {
    const origin = `http://127.0.0.1:${this.#server.addr.port}`;
    return new RunningProcess(Deno.execPath(), {
      // The port may have been somebody else's before: nothing of it may come from the cache.
      args: ["run", "-A", ...flags, `--reload=${origin}`, `${origin}/umbra.js`, ...args],
      cwd: this.#folder,
      env: { NO_COLOR: "1" },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
