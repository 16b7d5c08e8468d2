// YAML -> the tree that located_json.ts makes of JSON, with the place of every key and value, so that whoever reads it
// knows one kind of file. Aliases, tags and further documents are refused: no configuration needs them, and an alias
// can make much out of little. Loaded when a file asks for it (text_parser.ts).

import { type LocationRange, type StringNode, types } from "@humanwhocodes/momoa";
import {
  type Event,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from "js-yaml";
import { emptyFile, type TextFile, type ValueNode } from "./located_json.ts";
import { ConfigError } from "./problem.ts";
import { TextPlaces } from "./text_places.ts";

/** The deepest of our keys is at 6. */
const MAX_DEPTH = 100;

/** Throws a ConfigError, which never quotes the text, where it is no YAML, or YAML of the kinds that we refuse. */
export function parseYaml({ name, text }: TextFile): ValueNode {
  const file = { name, text: text.replace(/^\uFEFF/, "") };
  const events = eventsOf(file);
  if (events.length === 0) throw emptyFile(name, "method: aes-256-gcm");
  return new TreeBuilder(file, events).build();
}

function eventsOf({ name, text }: TextFile): readonly Event[] {
  try {
    return parseEvents(text, { maxDepth: MAX_DEPTH });
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const { line = 0, column = 0 } = cause.mark ?? {};
    throw new ConfigError([{
      message: "the file is not valid YAML here",
      hint: "look here and just before: the indentation (no tabs), a space after a colon, a quote",
      where: `${name}:${line + 1}:${column + 1}`,
    }]);
  }
}

/** Takes the events one after the other. */
class TreeBuilder {
  readonly #file: TextFile;
  readonly #events: readonly Event[];
  readonly #places: TextPlaces;
  #taken = 0;

  constructor(file: TextFile, events: readonly Event[]) {
    this.#file = file;
    this.#events = events;
    this.#places = new TextPlaces(file.text);
  }

  build(): ValueNode {
    this.#take();
    const root = this.#value();
    this.#take();
    if (this.#taken < this.#events.length) {
      throw this.#refuse("more than one document is in the file", "keep what stands before ---");
    }
    return root;
  }

  #value(): ValueNode {
    const event = this.#take();
    switch (event.type) {
      case EVENT_ID.SEQUENCE:
        return this.#array(this.#places.at(event.start));
      case EVENT_ID.MAPPING:
        return this.#object(this.#places.at(event.start));
      case EVENT_ID.SCALAR:
        return this.#scalar(event);
      default:
        throw new Error("Cannot read YAML: the parser gave no value where one must be");
    }
  }

  #array(loc: LocationRange): ValueNode {
    const elements = [];
    while (!this.#isOver()) {
      const value = this.#value();
      elements.push(types.element(value, { loc: value.loc }));
    }
    return types.array(elements, { loc });
  }

  #object(loc: LocationRange): ValueNode {
    const members = [];
    while (!this.#isOver()) {
      const key = this.#key();
      members.push(types.member(key, this.#value(), { loc: key.loc }));
    }
    return types.object(members, { loc });
  }

  #key(): StringNode {
    const event = this.#take();
    if (event.type !== EVENT_ID.SCALAR) {
      throw this.#refuse("a key is not a word here", "write it in quotes");
    }
    return types.string(this.#textOf(event), { loc: this.#places.at(startOf(event)) });
  }

  #scalar(event: ScalarEvent): ValueNode {
    const loc = this.#places.at(startOf(event));
    const text = this.#textOf(event);
    return event.style === SCALAR_STYLE.PLAIN
      ? plainScalar(text, loc)
      : types.string(text, { loc });
  }

  #textOf(event: ScalarEvent): string {
    return getScalarValue(this.#file.text, event);
  }

  /** The next event, unless it brings something that we refuse. */
  #take(): Event {
    const event = this.#events[this.#taken++];
    if (event === undefined) throw new Error("Cannot read YAML: the parser stopped half-way");
    if (event.type === EVENT_ID.ALIAS) {
      this.#places.at(event.anchorStart - 1);
      throw this.#refuse("an alias is not taken", "write out what it stands for");
    }
    if ("tagStart" in event && event.tagStart >= 0) {
      this.#places.at(event.tagStart);
      throw this.#refuse("a tag is not taken", "write the value without it");
    }
    return event;
  }

  /** Whether the innermost list or object ends here; takes its end. */
  #isOver(): boolean {
    const isOver = this.#events[this.#taken]?.type === EVENT_ID.POP;
    if (isOver) this.#taken++;
    return isOver;
  }

  /** Points at the last place that was asked for. */
  #refuse(message: string, hint: string): ConfigError {
    const { line, column } = this.#places.last.start;
    return new ConfigError([{ message, hint, where: `${this.#file.name}:${line}:${column}` }]);
  }
}

/** Where it begins, with its quote; `undefined`: it is not written. */
function startOf({ style, valueStart }: ScalarEvent): number | undefined {
  if (valueStart < 0) return undefined;
  const isQuoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
  return isQuoted ? valueStart - 1 : valueStart;
}

/** A number only where it prints as it is written: a secret such as 0123 or 1e5 keeps its digits. */
function plainScalar(text: string, loc: LocationRange): ValueNode {
  if (/^(?:|~|null)$/i.test(text)) return types.null({ loc });
  if (/^(?:true|false)$/i.test(text)) {
    return types.boolean(text.toLowerCase() === "true", { loc });
  }
  const number = Number(text);
  const isNumber = Number.isFinite(number) && String(number) === text;
  return isNumber ? types.number(number, { loc }) : types.string(text, { loc });
}
