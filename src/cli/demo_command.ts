// `umbra demo`: everything on loopback with a fresh key, and a table of what works, how soon and how fast.

import { formatHostPort } from "../net/address.ts";
import type { Measurement } from "../service/demo_measure.ts";
import { startDemo } from "../service/start_demo.ts";
import type { Demo } from "../service/start_demo.ts";
import { parseCipher } from "./cipher_word.ts";
import { EXIT } from "./exit_code.ts";
import { openLog } from "./log.ts";
import type { Terminal } from "./terminal.ts";

const NEVER = new Promise<never>(() => {});

export interface DemoOptions {
  /** Keep everything running until the program is ended. */
  readonly serve: boolean;
  readonly method: string | undefined;
}

export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<number> {
  const method = parseCipher(options.method, "to show");
  await using log = await openLog({ level: "error", format: "text", file: undefined });
  const demo = await startDemo({ method, logger: log.logger });
  try {
    describe(demo, terminal);
    const allWork = await measureAll(demo, terminal);
    if (!allWork) return EXIT.runTime;
    if (options.serve) await serve(demo, terminal);
    return EXIT.success;
  } finally {
    await demo.close();
  }
}

function describe(
  { method, engine, server, local, tunnel, target }: Demo,
  terminal: Terminal,
): void {
  terminal.print(`umbra demo: ${method} with a fresh key (engine: ${engine})`);
  terminal.print("");
  terminal.print(`  target  ${formatHostPort(target)}   a small HTTP server, and an echo for UDP`);
  terminal.print(`  server  ${formatHostPort(server)}   Shadowsocks`);
  terminal.print(`  local   ${formatHostPort(local)}   SOCKS and HTTP proxy, through the server`);
  terminal.print(`  tunnel  ${formatHostPort(tunnel)}   to the target, through the server`);
  terminal.print("");
}

/** One line as each path is done; whether all of them work. */
async function measureAll(demo: Demo, terminal: Terminal): Promise<boolean> {
  terminal.print(row("path", "first byte", "download", "result"));
  let allWork = true;
  for await (const measurement of demo.measure()) {
    terminal.print(rowOf(measurement));
    allWork &&= measurement.ok;
  }
  terminal.print("");
  terminal.print(allWork ? "every byte came through unchanged" : "not every path works");
  return allWork;
}

function rowOf({ path, ok, latencyMs, megabitsPerSecond, problem }: Measurement): string {
  return row(
    path,
    latencyMs === undefined ? "-" : `${latencyMs.toFixed(1)} ms`,
    megabitsPerSecond === undefined ? "-" : `${Math.round(megabitsPerSecond)} Mbit/s`,
    ok ? "works" : `fails: ${problem}`,
  );
}

function row(path: string, latency: string, speed: string, result: string): string {
  return `  ${path.padEnd(13)}${latency.padStart(10)}${speed.padStart(14)}   ${result}`;
}

/** Until the program is ended. */
async function serve({ local, tunnel, target }: Demo, terminal: Terminal): Promise<void> {
  const url = `http://localhost:${target.port}/`;
  terminal.print("");
  terminal.print("everything stays up until Ctrl-C; try:");
  terminal.print(`  curl -o /dev/null --socks5-hostname ${formatHostPort(local)} ${url}`);
  terminal.print(`  curl -o /dev/null -x http://${formatHostPort(local)} ${url}`);
  terminal.print(`  curl -o /dev/null http://${formatHostPort(tunnel)}/`);
  await NEVER;
}
