// A plugin and its options as one text, as links carry them (SIP002), and the options as SS_PLUGIN_OPTIONS does (SIP003):
//
//   name;key=value;flag         `\` makes a `;`, `=` or `\` behind it a plain character

/** Of the text `name;options`. */
export interface PluginText {
  readonly name: string;
  /** As it was written, escapes and all: so the plugin gets it. */
  readonly options: string;
}

export interface PluginOption {
  readonly key: string;
  /** `undefined`: a flag, that has none. */
  readonly value: string | undefined;
}

export class PluginOptionsError extends Error {
  override readonly name = "PluginOptionsError";
  /** Counts from 1, in the text that was to be read. */
  readonly column: number;
  readonly hint: string;

  constructor(
    message: string,
    { column, hint }: { readonly column: number; readonly hint: string },
  ) {
    super(message);
    this.column = column;
    this.hint = hint;
  }
}

/** Throws a PluginOptionsError. What the options say is not looked at: {@link splitPluginOptions}. */
export function splitPluginText(text: string): PluginText {
  const end = find(";", text, 0);
  const name = withoutEscapes(text.slice(0, end));
  if (name === "") {
    throw new PluginOptionsError("no plugin is named", {
      column: 1,
      hint: "a plugin is written name;key=value;key=value",
    });
  }
  return { name, options: text.slice(end + 1) };
}

export function joinPluginText({ name, options }: PluginText): string {
  return options === "" ? withEscapes(name) : `${withEscapes(name)};${options}`;
}

/** In their order; a `;` at the end is no harm. Throws a PluginOptionsError. */
export function splitPluginOptions(options: string): readonly PluginOption[] {
  const found: PluginOption[] = [];
  for (let start = 0, end = 0; start < options.length; start = end + 1) {
    end = find(";", options, start);
    found.push(optionAt(start, options.slice(start, end)));
  }
  return found;
}

function optionAt(start: number, text: string): PluginOption {
  const equals = find("=", text, 0);
  const key = withoutEscapes(text.slice(0, equals));
  if (key === "") {
    throw new PluginOptionsError("a plugin option has no name", {
      column: start + 1,
      hint: 'options are written key=value or flag, with one ";" between two',
    });
  }
  return {
    key,
    value: equals === text.length ? undefined : withoutEscapes(text.slice(equals + 1)),
  };
}

/** Where `mark` first stands plainly from `start` on; the end of the text, if nowhere. */
function find(mark: ";" | "=", text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== mark) {
    if (text[at] === "\\" && ++at === text.length) throw danglingEscape(at);
    at++;
  }
  return at;
}

function danglingEscape(column: number): PluginOptionsError {
  return new PluginOptionsError("the plugin options end in the middle of an escape", {
    column,
    hint: "a backslash itself is written \\\\",
  });
}

function withEscapes(plain: string): string {
  return plain.replace(/[\\;=]/g, "\\$&");
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/gsu, "$1");
}
