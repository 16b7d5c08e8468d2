// Servers that somebody has sent: as a link, a list in a file, on standard input or on the network.

import { fetchOnline, OnlineFetchError } from "../config/online_fetch.ts";
import { parseOnlineUrl } from "../config/online_url.ts";
import { UnreadableError } from "../config/outside.ts";
import { ConfigError } from "../config/problem.ts";
import type { TextFile } from "../config/located_json.ts";
import type { LinkedServer } from "../config/share_link.ts";
import { isShareLink } from "../config/share_link_reader.ts";
import { readServerList } from "../config/server_list_reader.ts";
import { DenoClock } from "../net/deno_clock.ts";
import { DenoHttpGet } from "../net/deno_http_get.ts";
import { ServiceError } from "../service/service_error.ts";
import { DenoOutside } from "./deno_outside.ts";
import { readStandardInput } from "./standard_input.ts";
import type { Terminal } from "./terminal.ts";

/** `word`: a link, a URL, a file, or `-`. Rejects with a ConfigError, a UsageError or a ServiceError. */
export async function importedServers(
  word: string,
  terminal: Terminal,
): Promise<readonly LinkedServer[]> {
  const { servers, faults, warnings, usage } = readServerList(await textOf(word, terminal));
  for (const problem of [...faults, ...warnings]) terminal.warning(problem);
  if (faults.length > 0) terminal.note(`${servers.length} servers are taken`);
  if (usage !== undefined) {
    const rest = usage.remaining === undefined ? "" : `, ${usage.remaining} left`;
    terminal.note(`${usage.used} bytes used${rest}`);
  }
  return servers.map(({ server }) => server);
}

async function textOf(word: string, terminal: Terminal): Promise<TextFile> {
  if (word === "-") return { name: "standard input", text: await readStandardInput() };
  if (isShareLink(word)) {
    warnOfSight(terminal);
    return { name: "link", text: word };
  }
  if (!/^[a-z]+:\/\//i.test(word)) return readFile(word);
  warnOfSight(terminal);
  const url = parseOnlineUrl(word);
  if (url !== undefined) return await fetchList(url);
  throw new ConfigError([{
    message: "the address is neither a link nor where a list can be fetched from",
    hint: "ss://, ssconf:// and https:// are known, and http:// on this machine",
    where: undefined,
  }]);
}

function warnOfSight(terminal: Terminal): void {
  terminal.warning({
    message: "a link on the command line is seen by every user of this machine who lists processes",
    hint: "give it on standard input: -",
    where: undefined,
  });
}

function readFile(name: string): TextFile {
  try {
    return { name, text: new DenoOutside().readFile(name).text };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const { message, hint } = error;
    throw new ConfigError([{ message: `${name} ${message}`, hint, where: undefined }]);
  }
}

async function fetchList(url: URL): Promise<TextFile> {
  using http = new DenoHttpGet();
  using clock = new DenoClock();
  try {
    const get = http.get.bind(http);
    const fetched = await fetchOnline(url, undefined, { get, clock });
    return { name: url.host, text: fetched?.text ?? "" };
  } catch (cause) {
    if (!(cause instanceof OnlineFetchError)) throw cause;
    throw new ServiceError(
      `the list cannot be fetched from ${cause.message}`,
      "check the address and the network",
      { cause },
    );
  }
}
