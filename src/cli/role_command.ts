// Running a role: `umbra local`, `umbra server`, `umbra tunnel`, from the command line to the exit code.

import type { Config } from "../config/config.ts";
import type { Role } from "../config/default_settings.ts";
import type { RunningService } from "../service/running_service.ts";
import { announce } from "./announcement.ts";
import type { CommandParts } from "./command_table.ts";
import { EXIT } from "./exit_code.ts";
import { LastResort } from "./last_resort.ts";
import { loadCommandLine } from "./load_command_line.ts";
import { openLog } from "./log.ts";
import type { CommandLine } from "./parse_flags.ts";
import { writePidFile } from "./pid_file.ts";
import type { Terminal } from "./terminal.ts";

/** Rejects with a ConfigError or a ServiceError when the role cannot start. */
export async function runRole(role: Role, line: CommandLine, parts: CommandParts): Promise<number> {
  const { config } = await loadCommandLine(line, () => role, parts.terminal);
  await using log = await openLog(config.log);
  using _ = new LastResort(log.logger);
  const { startService } = await import("../service/start_service.ts");
  const { openWorker } = parts;
  const service = await startService(config, { logger: log.logger, openWorker });
  try {
    using _ = writePidFile(config.pidFile);
    announce(config, service, parts.terminal);
    await parts.signals.next();
    return await drain(service, config, parts);
  } finally {
    await endAll(service, parts.terminal);
  }
}

/** Ends what goes on still; the log hears of each before it is closed. */
async function endAll(service: RunningService, terminal: Terminal): Promise<void> {
  const cutOff = await service.close();
  if (cutOff > 0) terminal.note(`${countOf(cutOff)} cut off`);
}

function countOf(connections: number): string {
  return connections === 1 ? "1 connection" : `${connections} connections`;
}

/** Lets open connections finish until the deadline, or until the user asks again. */
async function drain(
  service: RunningService,
  { timeouts }: Config,
  { terminal, signals }: CommandParts,
): Promise<number> {
  const { promise: deadline, resolve: passDeadline } = Promise.withResolvers<void>();
  const timer = setTimeout(passDeadline, timeouts.drainMs);
  try {
    return await Promise.race([
      Promise.race([finishAll(service, terminal), deadline]).then(() => EXIT.success),
      signals.next().then(() => EXIT.interrupted),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

async function finishAll(service: RunningService, terminal: Terminal): Promise<void> {
  const { connections, over } = await service.drain();
  if (connections > 0) {
    terminal.note(`draining ${countOf(connections)}, press Ctrl-C again to quit`);
  }
  await over;
}
