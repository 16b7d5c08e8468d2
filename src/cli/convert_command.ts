// `umbra convert`: a configuration of one program as another one reads it.

import { CONFIG_FORMATS, type ConfigFormat } from "../config/config_formats.ts";
import { convert, formatsOf } from "../config/convert.ts";
import type { ConfigFile } from "../config/config_file.ts";
import { UnreadableError } from "../config/outside.ts";
import { parserFor } from "../config/text_parser.ts";
import { DenoOutside } from "./deno_outside.ts";
import { EXIT } from "./exit_code.ts";
import { writeNewFile } from "./new_file.ts";
import { type CommandLine, valueOf } from "./parse_flags.ts";
import { readStandardInput } from "./standard_input.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Rejects with a UsageError, a ConfigError or a ServiceError. */
export async function runConvert(line: CommandLine, terminal: Terminal): Promise<number> {
  const to = formatNamed(valueOf(line, "to"), "to");
  const typed = valueOf(line, "from");
  const chosen = typed === undefined ? undefined : formatNamed(typed, "from");
  const file = await readInput(valueOf(line, "config") ?? STANDARD_INPUT);
  const from = chosen ?? guessed(file);
  const { config, warnings } = convert(file, { from, to });
  for (const warning of warnings) terminal.warning(warning);
  const text = JSON.stringify(config, null, 2);
  const output = valueOf(line, "output");
  if (output === undefined) {
    terminal.print(text);
  } else {
    await writeNewFile(output, new TextEncoder().encode(`${text}\n`), line);
    terminal.note(`wrote ${output}, as ${to} has it (read as ${from})`);
  }
  return EXIT.success;
}

const STANDARD_INPUT = "-";

function formatNamed(typed: string | undefined, flag: string): ConfigFormat {
  const hint = `use one of ${CONFIG_FORMATS.join(", ")}`;
  if (typed === undefined) throw new UsageError(`--${flag} is missing`, hint);
  const format = CONFIG_FORMATS.find((name) => name === typed);
  if (format !== undefined) return format;
  throw new UsageError(`--${flag} names no program: ${JSON.stringify(typed)}`, hint);
}

async function readInput(path: string): Promise<ConfigFile> {
  if (path === STANDARD_INPUT) return { name: "standard input", text: await readStandardInput() };
  try {
    const { text } = new DenoOutside().readFile(path);
    return { name: path, text, parse: await parserFor(path) };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new UsageError(`${path} ${error.message}`, error.hint);
  }
}

/** What libev and rust read alike they also mean alike; python's time-out and UDP are another matter. */
function guessed(file: ConfigFile): ConfigFormat {
  const formats = formatsOf(file);
  const [first] = formats;
  if (first !== undefined && (formats.length === 1 || !formats.includes("python"))) return first;
  throw new UsageError(
    `${file.name} may be of ${formats.join(", ")}, which do not mean the same by it`,
    `say whose it is: --from ${formats.join(" | ")}`,
  );
}
