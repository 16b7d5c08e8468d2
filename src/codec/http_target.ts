// Whom a request to a proxy is for (RFC 9112 section 3.2): authority-form with CONNECT, absolute-form with every other
// method. Origin-form and asterisk-form are for servers: a web page that talks to the proxy's port sends those, and
// gets no further.

import { type HostPort, parsePort } from "../net/address.ts";
import { parseIp } from "../net/ip_address.ts";
import { DecodeError } from "./decode_error.ts";
import type { HttpRequestHead } from "./http_request.ts";

export type ProxyTarget = TunnelTarget | ForwardTarget;

/** `CONNECT example.com:443`. */
export interface TunnelTarget {
  readonly kind: "tunnel";
  readonly address: HostPort;
}

/** `GET http://example.com/path?query`. */
export interface ForwardTarget {
  readonly kind: "forward";
  readonly address: HostPort;
  /** Host and port as the client wrote them: the value of Host. */
  readonly authority: string;
  /** The target in the form for servers: `/path?query`, or `*`. */
  readonly originForm: string;
}

const HTTP_PORT = 80;

/** Scheme and authority end at the first slash or question mark; a fragment is never sent. */
const ABSOLUTE_FORM = /^http:\/\/([^/?#]*)([/?][^#]*)?$/i;

/** `name`, `192.0.2.1` or `[2001:db8::1]`, and a port. User information (`user@`) matches nothing here. */
const AUTHORITY = /^(?:\[([^\[\]]+)\]|([0-9A-Za-z._-]{1,255}))(?::(\d+))?$/;

export function parseProxyTarget({ method, target }: HttpRequestHead): ProxyTarget {
  return method === "CONNECT" ? parseTunnel(target) : parseForward(method, target);
}

function parseTunnel(target: string): TunnelTarget {
  const address = parseAuthority(target, undefined);
  if (address !== undefined) return { kind: "tunnel", address };
  throw new DecodeError("bad_field", "Cannot read request: the target of CONNECT is not host:port");
}

function parseForward(method: string, target: string): ForwardTarget {
  const [, authority, rest = ""] = ABSOLUTE_FORM.exec(target) ?? [];
  if (authority === undefined) {
    throw new DecodeError("bad_field", "Cannot read request: the target is not an http:// URL");
  }
  const address = parseAuthority(authority, HTTP_PORT);
  if (address === undefined) {
    throw new DecodeError(
      "bad_field",
      "Cannot read request: the URL's host is not host or host:port",
    );
  }
  return { kind: "forward", address, authority, originForm: originForm(method, rest) };
}

/** OPTIONS of a URL without a path asks about the server as a whole (RFC 9112 section 3.2.4). */
function originForm(method: string, rest: string): string {
  if (rest === "" && method === "OPTIONS") return "*";
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** Without a default, the port has to be there. */
export function parseAuthority(
  text: string,
  defaultPort: number | undefined,
): HostPort | undefined {
  const [, ipv6, name, portText] = AUTHORITY.exec(text) ?? [];
  const host = ipv6 ?? name;
  const port = portText === undefined ? defaultPort : parsePort(portText);
  if (host === undefined || port === undefined) return undefined;
  if (ipv6 !== undefined && parseIp(ipv6)?.length !== 16) return undefined;
  return { host, port };
}
