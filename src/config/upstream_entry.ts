// The ways out that a configuration names: Shadowsocks servers, and proxies of other kinds, each reached directly or
// through another of them.

import type { HostPort } from "../net/address.ts";
import type { Mode, ProxyUser, ServerEntry } from "./config.ts";

export type UpstreamEntry = ShadowsocksUpstream | ProxyUpstream;

interface NamedUpstream {
  /** Of no other; never "direct" or "block". Shown in logs. */
  readonly name: string;
  /** The upstream that carries the connections to this one; `undefined`: they go out directly. Never in a circle. */
  readonly through: string | undefined;
  readonly weights: UpstreamWeights;
}

/** Its part of what is shared out by weight; 0: it is not picked. */
export interface UpstreamWeights {
  readonly streams: number;
  readonly packets: number;
}

export interface ShadowsocksUpstream extends NamedUpstream {
  readonly kind: "shadowsocks";
  readonly server: ServerEntry;
}

export interface ProxyUpstream extends NamedUpstream {
  readonly kind: ProxyKind;
  readonly address: HostPort;
  /** SOCKS4 has no password: its user's is empty. */
  readonly user: ProxyUser | undefined;
  readonly tls: TlsChoice | undefined;
}

/** `socks4` resolves names here, `socks4a` leaves that to the proxy; `https` is HTTP CONNECT over TLS. */
export type ProxyKind = "socks4" | "socks4a" | "socks5" | "http" | "https";

/** Of `https`. */
export interface TlsChoice {
  /** Whom the certificate must be of; `undefined`: the host of the address. */
  readonly serverName: string | undefined;
  /** PEM: one of them must have signed the certificate; empty: one that the system trusts. */
  readonly authorities: readonly string[];
}

/** A program that carries the connections of a Shadowsocks port in a form of its own (SIP003). */
export interface PluginEntry {
  readonly command: string;
  /** As `SS_PLUGIN_OPTIONS` gets it. */
  readonly options: string;
  readonly args: readonly string[];
  /** What goes through it (SIP003u); the rest goes to the port itself. */
  readonly mode: Mode;
}
