// Running a role: `umbra local`, `umbra server`, `umbra tunnel`, from the command line to the exit code.

import type { Config } from "../config/config.ts";
import type { Role } from "../config/default_settings.ts";
import type { ListedServer } from "../config/server_list.ts";
import type { Settings } from "../config/settings.ts";
import type { RunningService } from "../service/running_service.ts";
import { announce } from "./announcement.ts";
import type { CommandParts } from "./command_table.ts";
import { EXIT } from "./exit_code.ts";
import { LastResort } from "./last_resort.ts";
import { loadCommandLine, type LoadedCommandLine } from "./load_command_line.ts";
import { type Log, openLog } from "./log.ts";
import type { OnlineList } from "./online_list.ts";
import type { CommandLine } from "./parse_flags.ts";
import { writePidFile } from "./pid_file.ts";
import type { Terminal } from "./terminal.ts";

/**
 * `roleOf` picks the role once it is known what was said. Rejects with a ConfigError or a ServiceError when it cannot
 * start.
 */
export async function runRole(
  roleOf: (said: Settings) => Role,
  line: CommandLine,
  parts: CommandParts,
): Promise<number> {
  const loaded = await loadCommandLine(line, roleOf, parts.terminal);
  const { config, online } = loaded;
  using _list = online;
  await using log = await openLog(config.log);
  using _ = new LastResort(log.logger);
  const { startService } = await import("../service/start_service.ts");
  const { openWorker } = parts;
  const service = await startService(config, { logger: log.logger, openWorker });
  try {
    using _ = writePidFile(config.pidFile);
    announce(config, service, parts.terminal);
    using _fetches = online && await fetchAgain(online, { loaded, service, log });
    await parts.signals.next();
    return await drain(service, config, parts);
  } finally {
    await endAll(service, parts.terminal);
  }
}

interface Running {
  readonly loaded: LoadedCommandLine;
  readonly service: RunningService;
  readonly log: Log;
}

/** What has changed in the list of servers holds for new connections. */
async function fetchAgain(
  list: OnlineList,
  { loaded: { config, configWith }, service, log: { logger } }: Running,
): Promise<Disposable> {
  const { keepOnlineFresh } = await import("./online_refresh.ts");
  const { addresses } = service;
  const redirect = (servers: readonly ListedServer[]) => service.redirect(configWith(servers));
  return keepOnlineFresh(list, { config, addresses, logger, redirect });
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
