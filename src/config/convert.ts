// A configuration of one program -> that of another, with a word on everything that is not carried over.

import type { ConfigFile } from "./config_file.ts";
import type { ConfigFormat, OutboundProgram } from "./config_formats.ts";
import { hasKey, REMARKS } from "./convert_keys.ts";
import {
  elementsOf,
  type Luggage,
  membersOf,
  type Portable,
  type Written,
} from "./convert_luggage.ts";
import { readOutbounds } from "./convert_outbounds.ts";
import { readPortable } from "./convert_source.ts";
import { parseJson, type ValueNode } from "./located_json.ts";
import type { Problem } from "./problem.ts";
import { writeFamily } from "./write_family.ts";
import { writeOutbounds } from "./write_outbounds.ts";

export interface Conversion {
  readonly config: object;
  readonly warnings: readonly Problem[];
}

/** Throws a ConfigError. */
export function convert(
  file: ConfigFile,
  { from, to }: { readonly from: ConfigFormat; readonly to: ConfigFormat },
): Conversion {
  const portable = isOutbound(from) ? readOutbounds(file, from) : readPortable(file, from);
  const config = isOutbound(to) ? writeOutbounds(portable, to) : writeFamily(portable, to);
  return { config, warnings: leftIn(portable).map((written) => warningOf(written, to)) };
}

/** Every format that the text may be in: more than one where it holds nothing that only one of them has. */
export function formatsOf(file: ConfigFile): readonly ConfigFormat[] {
  const { name, text, parse = parseJson } = file;
  const root = parse({ name, text });
  const [outbound] = elementsOf(root, "outbounds").map((node) => outboundProgram(node, name));
  if (outbound !== undefined) return [outbound];
  const keys = [...membersOf(root, name).keys()];
  const others = (["libev", "rust", "python"] as const)
    .filter((dialect) => keys.every((key) => REMARKS.includes(key) || hasKey(dialect, key)));
  return others.length === 0 ? ["umbra"] : others;
}

function outboundProgram(node: ValueNode, name: string): OutboundProgram {
  return membersOf(node, name).has("protocol") ? "xray" : "sing-box";
}

function isOutbound(format: ConfigFormat): format is OutboundProgram {
  return format === "sing-box" || format === "xray";
}

/** Of a server that is left out as a whole, its address stands for all of it. */
function leftIn({ servers, rest }: Portable): readonly Written[] {
  const left = [...servers, rest].flatMap((luggage) => {
    const server = luggage.values.get("server");
    return server === undefined ? valuesOf(luggage) : [server];
  });
  return left.filter(({ where, subject }, index) =>
    where !== undefined &&
    left.findIndex((other) => other.where === where && other.subject === subject) === index
  );
}

function valuesOf(luggage: Luggage): readonly Written[] {
  return [...luggage.values].filter(([key]) => !REMARKS.includes(key)).map(([, written]) =>
    written
  );
}

function warningOf({ subject, where }: Written, to: ConfigFormat): Problem {
  const message = `${subject} is not carried over: ${to} has no place for it`;
  return { message, hint: undefined, where };
}
