// A server as a link that clients read (SIP002), or in the older form that some know only:
//
//   ss://userinfo@host:port/?plugin=name%3Boptions&prefix=bytes#tag
//   ss://base64(method:password@host:port)#tag
//
//   userinfo: base64url(method:password), without padding; of the 2022 edition method:password, percent-encoded

import { isCipher2022 } from "../crypto/method_table.ts";
import { formatHostPort } from "../net/address.ts";
import { joinPluginText } from "./plugin_options.ts";
import type { LinkedServer } from "./share_link.ts";

export function writeShareLink(server: LinkedServer): string {
  const { address, plugin, saltPrefix, tag } = server;
  const fields = [
    ...(plugin === undefined ? [] : [`plugin=${escaped(joinPluginText(plugin))}`]),
    ...(saltPrefix === "" ? [] : [`prefix=${escaped(saltPrefix)}`]),
  ];
  const query = fields.length === 0 ? "" : `/?${fields.join("&")}`;
  return `ss://${userInfoOf(server)}@${formatHostPort(address)}${query}${tagText(tag)}`;
}

/** It has no place for a plugin and a prefix. */
export function writeLegacyLink({ method, password, address, tag }: LinkedServer): string {
  const whole = `${method}:${password.reveal()}@${formatHostPort(address)}`;
  return `ss://${bytesOf(whole).toBase64({ omitPadding: true })}${tagText(tag)}`;
}

function userInfoOf({ method, password }: LinkedServer): string {
  if (isCipher2022(method)) return `${method}:${escaped(password.reveal())}`;
  return bytesOf(`${method}:${password.reveal()}`)
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

function tagText(tag: string): string {
  return tag === "" ? "" : `#${escaped(tag)}`;
}

/** encodeURIComponent() throws where half of a surrogate pair is missing. */
function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
