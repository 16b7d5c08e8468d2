// JSON as people write it (comments, trailing commas, single quotes: JSON5) with the place of every key and value.

import {
  evaluate,
  type MemberNode,
  type Node,
  type ObjectNode,
  parse,
  type ValueNode,
} from "@humanwhocodes/momoa";
import { ConfigError } from "./problem.ts";
import type { Path } from "./key_rule.ts";

export interface TextFile {
  /** As the user named it. */
  readonly name: string;
  readonly text: string;
}

/**
 * Throws a ConfigError where the text is no JSON. Its message never quotes the text: an unquoted password is the
 * likeliest thing to stand there.
 */
export function parseJson({ name, text }: TextFile): ValueNode {
  const json = text.replace(/^\uFEFF/, "");
  if (json.trim() === "") {
    throw emptyFile(name, '{"method": "aes-256-gcm"}');
  }
  try {
    return parse(json, { mode: "json5" }).body;
  } catch (cause) {
    const { line = 1, column = 1 } = cause as { line?: number; column?: number };
    throw new ConfigError([{
      message: "the file is not valid JSON here",
      hint: "look here and just before: a comma, a quote or a bracket is missing or too many",
      where: `${name}:${line}:${column}`,
    }]);
  }
}

/** `example`: a setting as the format has it. */
export function emptyFile(name: string, example: string): ConfigError {
  const hint = `write settings into it, for example ${example}`;
  return new ConfigError([{ message: `${name} is empty`, hint, where: undefined }]);
}

export function placeOf(name: string, node: Node): string {
  return `${name}:${node.loc.start.line}:${node.loc.start.column}`;
}

export function keyOf(member: MemberNode): string {
  return member.name.type === "String" ? member.name.value : member.name.name;
}

/** The node that a path leads to, or the last one on the way. */
export function nodeAt(node: ValueNode, path: Path): ValueNode {
  const [step, ...rest] = path;
  const next = step === undefined ? undefined : childOf(node, step);
  return next === undefined ? node : nodeAt(next, rest);
}

export function plainValue(node: ValueNode): unknown {
  return evaluate(node);
}

function childOf(node: ValueNode, step: string | number): ValueNode | undefined {
  if (node.type === "Array") return node.elements[Number(step)]?.value;
  if (node.type !== "Object") return undefined;
  return node.members.findLast((member) => keyOf(member) === step)?.value;
}

export type { MemberNode, ObjectNode, ValueNode };
