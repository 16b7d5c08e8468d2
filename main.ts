// The program's entry: catches signals, hands the command line to the cli, ends with its exit code.

import { ShutdownSignals } from "./src/cli/shutdown_signals.ts";

// Before anything else is loaded.
const signals = ShutdownSignals.listen();

const { runCli } = await import("./src/cli/run_cli.ts");
Deno.exit(await runCli(Deno.args, signals));
