// `umbra genkey`: a fresh random key, as strong as the method's, and nothing else on standard output; with `--users` a key
// for each of them, in configurations that are ready to use.

import { DEFAULT_METHOD } from "../config/default_settings.ts";
import { parseHostMaybePort } from "../config/value_texts.ts";
import { methodOf } from "../crypto/method_table.ts";
import type { HostPort } from "../net/address.ts";
import { parseCipher } from "./cipher_word.ts";
import { EXIT } from "./exit_code.ts";
import { type CommandLine, valueOf } from "./parse_flags.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { makeUserConfigs } from "./user_configs.ts";

/** A name that never resolves (RFC 2606): the person puts the right one in. */
const SOMEWHERE = "server.example";
const DEFAULT_PORT = 8388;
/** With many users a method that finds them at once. */
const METHOD_FOR_USERS = "2022-blake3-aes-256-gcm";

export function runGenkey(line: CommandLine, terminal: Terminal): number {
  const users = valueOf(line, "users");
  const typed = valueOf(line, "method") ??
    (users === undefined ? DEFAULT_METHOD : METHOD_FOR_USERS);
  const method = parseCipher(typed, "to make a key for");
  if (users === undefined) {
    terminal.print(randomKey(methodOf(method).keyBytes));
    return EXIT.success;
  }
  const address = addressOf(valueOf(line, "server"));
  const made = makeUserConfigs({ method, address, names: namesIn(users) }, randomKey);
  print("the server: umbra server -c server.json", made.server, terminal);
  for (const { name, config, link } of made.clients) {
    terminal.print("");
    print(`${name}: umbra local -c ${name}.json`, config, terminal);
    terminal.print(link);
  }
  return EXIT.success;
}

function print(title: string, config: object, terminal: Terminal): void {
  terminal.print(`// ${title}`);
  terminal.print(JSON.stringify(config, null, 2));
}

function randomKey(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toBase64();
}

function namesIn(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (names.length > 0 && new Set(names).size === names.length) return names;
  throw new UsageError(
    `--users must be names, each once, not ${JSON.stringify(text)}`,
    "for example --users alice,bob",
  );
}

function addressOf(text: string | undefined): HostPort {
  if (text === undefined) return { host: SOMEWHERE, port: DEFAULT_PORT };
  const parsed = parseHostMaybePort(text);
  if (parsed !== undefined) return { host: parsed.host, port: parsed.port ?? DEFAULT_PORT };
  throw new UsageError(
    `-s must be a host name or an IP address, with or without a port, not ${JSON.stringify(text)}`,
    "for example -s server.example:8388",
  );
}
