// Reads a server off a link: SIP002, the older form, and what Outline has added. The forms in the wild differ from what
// is written down, so whatever can mean one thing only is taken.
//
//   ss://userinfo@host:port/?plugin=name%3Boptions#tag    SIP002
//   ss://base64(method:password@host:port)#tag            legacy: nothing is percent-encoded inside
//
//   userinfo: base64(method:password), either alphabet, with or without padding, or method:password percent-encoded

import type { HostPort } from "../net/address.ts";
import { Secret } from "./secret.ts";
import { DEFAULT_LINK_PORT, type LinkedServer, type LinkRemark } from "./share_link.ts";
import { type Credentials, readCredentials, readUserInfo } from "./share_link_credentials.ts";
import { LinkPiece } from "./share_link_piece.ts";
import { readLinkQuery } from "./share_link_query.ts";
import { decodeLinkBase64 } from "./share_link_base64.ts";
import { parseHostMaybePort } from "./value_texts.ts";

export interface ReadLink {
  readonly server: LinkedServer;
  /** What was ignored or filled in. */
  readonly remarks: readonly LinkRemark[];
}

const SCHEME = "ss://";

/** Whether somebody who wrote this meant a link of ours. */
export function isShareLink(text: string): boolean {
  return text.trimStart().slice(0, SCHEME.length).toLowerCase() === SCHEME;
}

/** White space around the link is left out. Throws a LinkError. */
export function readShareLink(text: string): ReadLink {
  const remarks: LinkRemark[] = [];
  const [link, tag] = afterScheme(text).cut("#");
  const [authority, query] = link.cut("?");
  const { method, password, address } = readAuthority(authority, remarks);
  return {
    server: {
      address,
      method,
      password: new Secret(password),
      ...readLinkQuery(query, remarks),
      tag: readTag(tag),
    },
    remarks,
  };
}

function afterScheme(text: string): LinkPiece {
  const whole = new LinkPiece(text.trim(), text.length - text.trimStart().length + 1);
  if (isShareLink(whole.text)) return whole.slice(SCHEME.length);
  throw whole.fault(
    "it is no link of a Shadowsocks server",
    "such a link begins with ss://",
  );
}

interface Authority extends Credentials {
  readonly address: HostPort;
}

function readAuthority(authority: LinkPiece, remarks: LinkRemark[]): Authority {
  const [userInfo, host] = authority.cutLast("@");
  if (host === undefined) return readLegacy(authority, remarks);
  return { ...readUserInfo(userInfo, remarks), address: readAddress(host, remarks) };
}

function readLegacy(authority: LinkPiece, remarks: LinkRemark[]): Authority {
  const [credentials, host] = decodeLegacy(authority).cutLast("@");
  if (host === undefined) {
    throw authority.fault(
      "it does not say where the server is",
      "a link is ss://base64(method:password)@host:port",
    );
  }
  return { ...readCredentials(credentials), address: readAddress(host, remarks) };
}

/** A slash at the end is a path's, or one of base64: as whichever it makes sense. */
function decodeLegacy(authority: LinkPiece): LinkPiece {
  const { text } = authority;
  const decoded = decodeLinkBase64(text) ??
    (text.endsWith("/") ? decodeLinkBase64(text.slice(0, -1)) : undefined);
  if (decoded !== undefined) return authority.meaning(decoded);
  throw authority.fault(
    "there is neither an @ before the host nor base64 of all that it needs",
    "copy the whole link; in a password @ : / ? # and % are percent-encoded",
  );
}

function readAddress(piece: LinkPiece, remarks: LinkRemark[]): HostPort {
  const { host, port } = readHost(piece);
  if (port !== undefined) return { host, port };
  remarks.push({
    column: piece.column,
    message: `no port is given, so it is ${DEFAULT_LINK_PORT}`,
    hint: "write it after the host",
  });
  return { host, port: DEFAULT_LINK_PORT };
}

const HOST_HINT = "for example example.com:8388, 192.0.2.1:8388 or [2001:db8::1]:8388";

function readHost(piece: LinkPiece): ReturnType<typeof parseHostMaybePort> & object {
  const [text, path] = piece.cut("/");
  if (path !== undefined && path.text !== "") {
    throw path.fault("there is a path behind the port", "only /, ? and # may follow the port");
  }
  if (/^(:|$)/.test(text.text)) throw text.fault("the host is missing", HOST_HINT);
  if (/^[^[]*:.*:/.test(text.text)) {
    throw text.fault("an IPv6 address stands without brackets", HOST_HINT);
  }
  const [, host = "", port] = /^(\[.*\]|[^:]*)(?::(.*))?$/.exec(text.text) ?? [];
  const parsed = parseHostMaybePort(port === undefined || port === "" ? host : text.text);
  if (parsed !== undefined) return parsed;
  if (parseHostMaybePort(host) === undefined) throw text.fault("the host is none", HOST_HINT);
  throw text.slice(host.length + 1).fault("the port must be 1 to 65535", HOST_HINT);
}

/** For people only, so it is taken as it is where it stands for nothing; no control character reaches a terminal. */
function readTag(tag: LinkPiece | undefined): string {
  return withoutControls(tag === undefined ? "" : decodedOrAsIs(tag.text));
}

function decodedOrAsIs(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Nor one that turns the direction of what is written after it. */
export function withoutControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, "");
}
