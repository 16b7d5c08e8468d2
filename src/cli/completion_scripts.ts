// Completion scripts for bash, zsh and fish, made from the tables of commands and flags.

import { type Command, COMMAND_TABLE } from "./command_table.ts";
import { dashed, type FlagRow, isForeign, namesOf } from "./flag_row.ts";
import { flagsOf } from "./flag_table.ts";

export const COMPLETION_SCRIPTS: ReadonlyMap<string, () => string> = new Map([
  ["bash", bashScript],
  ["zsh", zshScript],
  ["fish", fishScript],
]);

function bashScript(): string {
  return [
    "_umbra() {",
    '  local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"',
    "  if (( COMP_CWORD == 1 )); then",
    `    COMPREPLY=($(compgen -W "${commandNames().join(" ")}" -- "$word"))`,
    "    return",
    "  fi",
    '  case "${COMP_WORDS[1]} $previous" in',
    ...COMMAND_TABLE.flatMap(({ name }) => bashValueCases(name, rowsOf(name))),
    "  esac",
    '  case "${COMP_WORDS[1]}" in',
    ...COMMAND_TABLE.map((command) =>
      `    ${command.name}) COMPREPLY=($(compgen -W "${wordsOf(command).join(" ")}" -- "$word")) ;;`
    ),
    "  esac",
    "}",
    "complete -o default -F _umbra umbra",
  ].join("\n");
}

/** After a flag that takes a value: its choices, a file, or whatever the user types. */
function bashValueCases(command: string, rows: readonly FlagRow[]): readonly string[] {
  return rows.filter((row) => row.value !== undefined && !row.isOptional).map((row) => {
    const patterns = namesOf(row).map((name) => `"${command} ${dashed(name)}"`).join("|");
    const { completion } = row;
    if (completion === "file") return `    ${patterns}) return ;;`;
    const words = (completion ?? []).join(" ");
    return `    ${patterns}) COMPREPLY=($(compgen -W "${words}" -- "$word")); return ;;`;
  });
}

function zshScript(): string {
  return [
    "#compdef umbra",
    "_umbra() {",
    "  if (( CURRENT == 2 )); then",
    "    local -a commands=(",
    ...COMMAND_TABLE.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`),
    "    )",
    "    _describe command commands",
    "    return",
    "  fi",
    "  local command=$words[2]",
    "  shift words",
    "  (( CURRENT-- ))",
    '  case "$command" in',
    ...COMMAND_TABLE.flatMap(({ name, operand }) => [
      `    ${name})`,
      "      _arguments \\",
      ...rowsOf(name).flatMap(zshSpecs).map((spec) => `        ${quoted(spec)} \\`),
      `        ${quoted(zshOperand(operand))} ;;`,
    ]),
    "  esac",
    "}",
    "compdef _umbra umbra",
  ].join("\n");
}

function zshOperand(operand: string | undefined): string {
  const choices = choicesOf(operand);
  if (choices.length > 0) return `1:word:(${choices.join(" ")})`;
  return mayBeFile(operand) ? "*:word:_files" : "*:: :";
}

/** One spec per name, as `_arguments` has it: `*--server=[help]:HOST:`. */
function zshSpecs(row: FlagRow): readonly string[] {
  const help = row.help.replaceAll(/[[\]:]/g, "\\$&");
  const many = row.isRepeatable ? "*" : "";
  return [row.long, ...(row.short === undefined ? [] : [row.short])].map((name) => {
    const spec = `${many}${dashed(name)}`;
    if (row.value === undefined || row.isOptional) return `${spec}[${help}]`;
    return `${spec}${name.length > 1 ? "=" : ""}[${help}]:${zshValue(row)}`;
  });
}

function zshValue({ value = "", completion }: FlagRow): string {
  const name = value.replaceAll(/[[\]:]/g, "\\$&");
  if (completion === undefined) return `${name}:`;
  return `${name}:${completion === "file" ? "_files" : `(${completion.join(" ")})`}`;
}

function fishScript(): string {
  return [
    "complete -c umbra -f",
    ...COMMAND_TABLE.map(({ name, summary }) =>
      `complete -c umbra -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`
    ),
    ...COMMAND_TABLE.flatMap(({ name }) => rowsOf(name).map((row) => fishFlag(name, row))),
    ...COMMAND_TABLE.flatMap(fishOperand),
  ].join("\n");
}

/** Files are not offered unless they are asked for. */
function fishOperand({ name, operand }: Command): readonly string[] {
  const choices = choicesOf(operand);
  if (choices.length === 0 && !mayBeFile(operand)) return [];
  const offer = choices.length > 0 ? `-a '${choices.join(" ")}'` : "-F";
  return [`complete -c umbra -n '__fish_seen_subcommand_from ${name}' ${offer}`];
}

function fishFlag(command: string, { long, short, value, isOptional, completion, help }: FlagRow) {
  return [
    `complete -c umbra -n '__fish_seen_subcommand_from ${command}'`,
    ...(short === undefined ? [] : [`-s ${short}`]),
    `-l ${long}`,
    ...(value === undefined || isOptional ? [] : [completion === "file" ? "-r -F" : "-x"]),
    ...(typeof completion === "object" ? [`-a '${completion.join(" ")}'`] : []),
    `-d ${quoted(help)}`,
  ].join(" ");
}

function commandNames(): readonly string[] {
  return COMMAND_TABLE.map(({ name }) => name);
}

function wordsOf({ name, operand }: Command): readonly string[] {
  const flags = rowsOf(name).flatMap(namesOf).filter((name) => name.length > 1).map(dashed);
  return [...flags, ...choicesOf(operand)];
}

/** Where a link may stand a file with links may stand as well. */
function mayBeFile(operand = ""): boolean {
  return /LINK|FILE/.test(operand);
}

/** `encode|decode [LINK|-]`: what can be typed as it stands there is in small letters. */
function choicesOf(operand = ""): readonly string[] {
  const [first = ""] = operand.split(" ");
  return first.split("|").filter((word) => /^[a-z]+$/.test(word));
}

function rowsOf(command: typeof COMMAND_TABLE[number]["name"]): readonly FlagRow[] {
  return flagsOf(command).filter((row) => !isForeign(row));
}

/** A word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
