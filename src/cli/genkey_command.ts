// `umbra genkey`: a fresh random password, as strong as the method's key, and nothing else on standard output.

import { aeadMethod } from "../crypto/method_table.ts";
import { parseCipher } from "./cipher_word.ts";
import { EXIT } from "./exit_code.ts";
import { type CommandLine, valueOf } from "./parse_flags.ts";
import type { Terminal } from "./terminal.ts";

export function runGenkey(line: CommandLine, terminal: Terminal): number {
  const { keyBytes } = aeadMethod(parseCipher(valueOf(line, "method"), "to make a key for"));
  const key = crypto.getRandomValues(new Uint8Array(keyBytes));
  terminal.print(btoa(String.fromCharCode(...key)));
  return EXIT.success;
}
