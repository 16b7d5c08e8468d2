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
import { applyRule, type KeyRule, type KeyTable, type Path } from "./key_rule.ts";
import { TOP_LEVEL_KEYS } from "./key_table.ts";
import { nearest } from "./nearest.ts";
import type { Origin } from "./origin.ts";
import { overlay, settingOf, type Settings } from "./settings.ts";

/** Throws a ConfigError when the text is no JSON; everything else goes into the ledger. */
export function readConfigFile(file: TextFile, ledger: Ledger): Settings {
  const reader = new ConfigFileReader(file.name, ledger);
  return reader.readObject(parseJson(file), TOP_LEVEL_KEYS, []);
}

class ConfigFileReader {
  readonly #name: string;
  readonly #ledger: Ledger;

  constructor(name: string, ledger: Ledger) {
    this.#name = name;
    this.#ledger = ledger;
  }

  readObject(node: ValueNode, keys: KeyTable, path: Path): Settings {
    if (node.type !== "Object") {
      this.#failShape(node, path, ["must be an object", 'for example {"method": "aes-256-gcm"}']);
      return {};
    }
    this.#warnOfDuplicates(node, path);
    return node.members
      .map((member) => this.#readMember(member, keys, path))
      .reduce(overlay, {});
  }

  #readMember(member: MemberNode, keys: KeyTable, path: Path): Settings {
    const key = keyOf(member);
    const rule = keys.get(key);
    if (rule !== undefined) return this.#readValue(member, rule, [...path, key]);
    const meant = nearest(key, [...keys.keys()]);
    this.#ledger.warn({
      message: `unknown key ${subjectOf([...path, key])}, ignored`,
      hint: meant === undefined ? undefined : `did you mean ${meant}?`,
      where: placeOf(this.#name, member),
    });
    return {};
  }

  #readValue(member: MemberNode, rule: KeyRule, path: Path): Settings {
    const node = member.value;
    switch (rule.kind) {
      case "section":
        return this.readObject(node, rule.keys, path);
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

  #readList(node: ValueNode, rule: KeyRule & { kind: "list" }, path: Path): Settings {
    if (node.type !== "Array") {
      this.#failShape(node, path, ["must be a list of objects", 'for example [{"server": "..."}]']);
      return {};
    }
    const entries = node.elements.map((element, index) =>
      this.readObject(element.value, rule.keys, [...path, index])
    );
    return settingOf(rule.setting, { value: entries, origin: this.#origin(node, path) });
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

/** `servers[0].server_port` */
function subjectOf(path: Path): string {
  return path.map((step) => typeof step === "number" ? `[${step}]` : `.${step}`).join("").slice(1);
}
