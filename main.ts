// The program's entry, and that of its workers, which are this same file once more in isolates of their own: so a clone,
// the one-file bundle and a compiled binary each carry both.

import { ShutdownSignals } from "./src/cli/shutdown_signals.ts";

// Not `import.meta.main`, which holds in a worker as well.
if ("WorkerGlobalScope" in globalThis) {
  const { serveAsWorker } = await import("./src/service/serve_as_worker.ts");
  serveAsWorker();
} else {
  // Before anything else is loaded.
  const signals = ShutdownSignals.listen();
  const { calledAs } = await import("./src/cli/called_as.ts");
  const { runCli } = await import("./src/cli/run_cli.ts");
  const openWorker = () => new Worker(import.meta.url, { type: "module" });
  Deno.exit(await runCli(Deno.args, { signals, openWorker, calledAs: calledAs() }));
}
