// What follows the question mark of a link: a plugin (SIP002), and Outline's prefix.

import { PluginOptionsError, type PluginText, splitPluginText } from "./plugin_options.ts";
import type { LinkedServer, LinkRemark } from "./share_link.ts";
import type { LinkPiece } from "./share_link_piece.ts";

type LinkExtras = Pick<LinkedServer, "plugin" | "saltPrefix">;

const NO_EXTRAS: LinkExtras = { plugin: undefined, saltPrefix: "" };
/** As much of a stranger's word as a message shows. */
const SHOWN_CHARACTERS = 20;

export function readLinkQuery(query: LinkPiece | undefined, remarks: LinkRemark[]): LinkExtras {
  return (query?.split("&") ?? [])
    .filter(({ text }) => text !== "")
    .reduce((extras, field) => ({ ...extras, ...readField(field, remarks) }), NO_EXTRAS);
}

function readField(field: LinkPiece, remarks: LinkRemark[]): Partial<LinkExtras> {
  const [key, value = field.slice(field.text.length)] = field.cut("=");
  switch (key.text) {
    case "plugin":
      return { plugin: readPlugin(value) };
    case "prefix":
      return { saltPrefix: readPrefix(value) };
    case "outline":
      // It says who has made the link.
      return {};
    default:
      remarks.push({
        column: key.column,
        message: `${shown(key.text)} is not known here, and ignored`,
        hint: "plugin, prefix and outline are",
      });
      return {};
  }
}

/** `name;option=value;...` */
function readPlugin(value: LinkPiece): LinkedServer["plugin"] {
  const text = value.percentDecoded("the plugin");
  if (text === "") return undefined;
  const plugin = split(value.meaning(text));
  if (!isPluginName(plugin.name)) {
    throw value.fault(
      "the plugin is no bare name of a program",
      'for example plugin=obfs-local%3Bobfs%3Dhttp; a path belongs into a file, as "plugin"',
    );
  }
  if (/\p{Cc}/u.test(plugin.options)) {
    throw value.fault("the plugin's options have a control character", "remove it");
  }
  return plugin;
}

function split(piece: LinkPiece): PluginText {
  try {
    return splitPluginText(piece.text);
  } catch (error) {
    if (!(error instanceof PluginOptionsError)) throw error;
    throw piece.fault(error.message, error.hint);
  }
}

/** A link shall not be able to name just any file of this machine. */
export function isPluginName(name: string): boolean {
  return /^[A-Za-z0-9_+.-]*[A-Za-z0-9_+][A-Za-z0-9_+.-]*$/.test(name) && !name.startsWith("-");
}

function readPrefix(value: LinkPiece): string {
  const text = value.percentDecoded("the prefix");
  if ([...text].every((character) => character <= "\xff")) return text;
  throw value.fault(
    "the prefix has a character above U+00FF",
    "each character stands for a byte, for example prefix=%16%03%01",
  );
}

function shown(key: string): string {
  return JSON.stringify(key.slice(0, SHOWN_CHARACTERS));
}
