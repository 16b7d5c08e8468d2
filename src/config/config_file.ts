// The text of a configuration file -> settings, with a word about every key that is not taken.

import type { Ledger } from "./ledger.ts";
import {
  keyOf,
  type MemberNode,
  nodeAt,
  type ObjectNode,
  parseJson,
  placeOf,
  plainValue,
  type TextFile,
  type ValueNode,
} from "./located_json.ts";
import { applyRule, type KeyRule, type ListRule, type Path } from "./key_rule.ts";
import { TOP_LEVEL_KEYS } from "./key_table.ts";
import { didYouMean, nearest } from "./nearest.ts";
import type { Origin } from "./origin.ts";
import { overlay, settingOf, type Settings } from "./settings.ts";
import type { TextParser } from "./text_parser.ts";

export interface ConfigFile extends TextFile {
  /** JSON where nobody says otherwise. */
  readonly parse?: TextParser | undefined;
}

/** Throws a ConfigError when the text cannot be parsed; everything else goes into the ledger. */
export function readConfigFile(file: ConfigFile, ledger: Ledger): Settings {
  const { name, text, parse = parseJson } = file;
  const reader = new ConfigFileReader(name, ledger);
  return reader.readObject(parse({ name, text }), TOP_LEVEL, []);
}

/** What there may be in an object. */
type ObjectRule = Pick<ListRule, "keys" | "example" | "refusesUnknown">;

const TOP_LEVEL: ObjectRule = { keys: TOP_LEVEL_KEYS, example: '{"method": "aes-256-gcm"}' };

class ConfigFileReader {
  readonly #name: string;
  readonly #ledger: Ledger;

  constructor(name: string, ledger: Ledger) {
    this.#name = name;
    this.#ledger = ledger;
  }

  readObject(node: ValueNode, rule: ObjectRule, path: Path): Settings {
    if (node.type !== "Object") {
      this.#failShape(node, path, ["must be an object", `for example ${exampleOf(rule)}`]);
      return {};
    }
    this.#warnOfDuplicates(node, path);
    return node.members
      .map((member) => this.#readMember(member, rule, path))
      .reduce(overlay, {});
  }

  #readMember(member: MemberNode, { keys, refusesUnknown }: ObjectRule, path: Path): Settings {
    const key = keyOf(member);
    const rule = keys.get(key);
    if (rule !== undefined) {
      if (refusesUnknown && member.value.type === "Null") this.#failNull(member, [...path, key]);
      return this.#readValue(member, rule, [...path, key]);
    }
    const known = [...keys.keys()];
    const message = `unknown key ${subjectOf([...path, key])}`;
    const where = placeOf(this.#name, member);
    if (refusesUnknown) {
      const hint = didYouMean(key, known, `there are ${known.join(", ")}`);
      this.#ledger.fail({ message, hint, where });
    } else {
      const meant = nearest(key, known);
      const hint = meant === undefined ? undefined : `did you mean ${meant}?`;
      this.#ledger.warn({ message: `${message}, ignored`, hint, where });
    }
    return {};
  }

  #readValue(member: MemberNode, rule: KeyRule, path: Path): Settings {
    const node = member.value;
    // As good as not written.
    if (node.type === "Null") return {};
    switch (rule.kind) {
      case "section":
        return this.readObject(node, rule, path);
      case "list":
        return this.#readList(node, rule, path);
      case "value":
      case "judged":
        return applyRule(rule, {
          raw: plainValue(node),
          origin: this.#origin(node, path),
          placeOf: (inside) => placeOf(this.#name, nodeAt(node, inside)),
        }, this.#ledger);
    }
  }

  #failNull(member: MemberNode, path: Path): void {
    this.#ledger.fail({
      message: `${subjectOf(path)} is null`,
      hint: "say what it is, or leave it out",
      where: placeOf(this.#name, member),
    });
  }

  #readList(node: ValueNode, rule: ListRule, path: Path): Settings {
    if (node.type !== "Array") {
      const hint = `for example [${exampleOf(rule)}]`;
      this.#failShape(node, path, ["must be a list of objects", hint]);
      return {};
    }
    const entries = node.elements.map((element, index) =>
      this.#readEntry(element.value, rule, [...path, index])
    );
    return settingOf(rule.setting, { value: entries, origin: this.#origin(node, path) });
  }

  #readEntry(node: ValueNode, rule: ListRule, path: Path): Settings {
    const { needed = {} } = rule;
    const read = this.readObject(node, rule, path);
    if (node.type !== "Object") return read;
    const given = node.members.filter(({ value }) => value.type !== "Null").map(keyOf);
    for (const [key, hint] of Object.entries(needed)) {
      if (given.includes(key)) continue;
      const message = `${subjectOf([...path, key])} is missing`;
      this.#ledger.fail({ message, hint, where: placeOf(this.#name, node) });
    }
    return read;
  }

  #warnOfDuplicates(node: ObjectNode, path: Path): void {
    const seen = new Set<string>();
    for (const member of node.members) {
      const key = keyOf(member);
      if (seen.has(key)) {
        const message = `${subjectOf([...path, key])} appears twice: the last one counts`;
        this.#ledger.warn({ message, hint: undefined, where: placeOf(this.#name, member) });
      }
      seen.add(key);
    }
  }

  #failShape(node: ValueNode, path: Path, [predicate, hint]: readonly [string, string]): void {
    const subject = path.length === 0 ? "a configuration" : subjectOf(path);
    const where = placeOf(this.#name, node);
    this.#ledger.fail({ message: `${subject} ${predicate}`, hint, where });
  }

  #origin(node: ValueNode, path: Path): Origin {
    return { source: "file", subject: subjectOf(path), place: placeOf(this.#name, node) };
  }
}

function exampleOf({ keys, example }: ObjectRule): string {
  const [first = ""] = keys.keys();
  return example ?? `{"${first}": ...}`;
}

/** `servers[0].server_port` */
function subjectOf(path: Path): string {
  return path.map((step) => typeof step === "number" ? `[${step}]` : `.${step}`).join("").slice(1);
}
