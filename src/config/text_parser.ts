// Which parser reads a configuration file: its name tells the format.

import { parseJson, type TextFile, type ValueNode } from "./located_json.ts";

/** Throws a ConfigError. */
export type TextParser = (file: TextFile) => ValueNode;

/** YAML for `.yml` and `.yaml`, else JSON. The parser of YAML is large, and loaded by who needs it only. */
export async function parserFor(name: string): Promise<TextParser> {
  if (!/\.ya?ml$/i.test(name)) return parseJson;
  const { parseYaml } = await import("./located_yaml.ts");
  return parseYaml;
}
