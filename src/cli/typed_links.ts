// `--server-url -`: links from standard input, one on each line, where nobody sees them who lists processes.

import type { CommandLine, TypedFlag } from "./parse_flags.ts";
import { UsageError } from "./usage_error.ts";

export async function withTypedLinks(
  line: CommandLine,
  readInput: () => Promise<string>,
): Promise<CommandLine> {
  const isMeant = ({ row, values }: TypedFlag) => row.key === "server_url" && values.includes("-");
  if (!line.flags.some(isMeant)) return line;
  const links = (await readInput()).split(/\s+/).filter((link) => link !== "");
  if (links.length === 0) {
    throw new UsageError(
      "--server-url - found no link on standard input",
      "pipe it in: umbra local --server-url - < link.txt",
    );
  }
  return { ...line, flags: line.flags.map((flag) => isMeant(flag) ? inPlace(flag, links) : flag) };
}

/** Where nothing was typed on the command line, nothing has to be warned of. */
function inPlace(flag: TypedFlag, links: readonly string[]): TypedFlag {
  const values = flag.values.flatMap((value) => value === "-" ? links : [value]);
  const { isSecret: _, ...unseen } = flag.row;
  return { ...flag, row: flag.values.every((value) => value === "-") ? unseen : flag.row, values };
}
