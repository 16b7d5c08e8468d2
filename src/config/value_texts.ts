// Texts that stand for more than themselves: hosts, targets, users, address ranges, numbers, switches. Each parser
// gives the value, or `undefined` when the text is none; a name that another program would take for an address is none.

import ipaddr from "ipaddr.js";
import { type HostPort, parseHostPort } from "../net/address.ts";
import { isIp } from "../net/ip_address.ts";
import type { ProxyUser } from "./config.ts";
import { Secret } from "./secret.ts";
import type { HostMaybePort } from "./settings.ts";

/** RFC 1929: one length byte each. */
const MAX_CREDENTIAL_BYTES = 255;
/** One label after the other; the last one is not a number, or `256.1.1.1` and `8388` would be names. */
const HOST_NAME = /^(?:[A-Za-z0-9_-]{1,63}\.)*(?!\d+\.?$)[A-Za-z0-9_-]{1,63}\.?$/;
const MAX_NAME_BYTES = 255;

export function parseHostMaybePort(text: string): HostMaybePort | undefined {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  return isHost(bare) ? { host: bare, port: undefined } : parseTarget(text);
}

export function parseTarget(text: string): HostPort | undefined {
  const target = parseHostPort(text);
  return target !== undefined && isHost(target.host) ? target : undefined;
}

/** `user:password`; the password may hold colons. */
export function parseUser(text: string): ProxyUser | undefined {
  const [name, ...rest] = text.split(":");
  const password = rest.join(":");
  if (!isCredential(name ?? "") || !isCredential(password)) return undefined;
  return { name: name!, password: new Secret(password) };
}

export function isCredential(text: string): boolean {
  const { length } = new TextEncoder().encode(text);
  return length >= 1 && length <= MAX_CREDENTIAL_BYTES;
}

/** `10.0.0.0/8`, or one address, which is a range of itself. */
export function parseCidr(text: string): string | undefined {
  const [address = "", ...rest] = text.split("/");
  if (!isIp(address)) return undefined;
  const cidr = rest.length === 0 ? `${text}/${text.includes(":") ? 128 : 32}` : text;
  return ipaddr.isValidCIDR(cidr) ? cidr : undefined;
}

export function parseNumber(
  text: string,
  { min, max }: { min: number; max: number },
): number | undefined {
  const number = text.trim() === "" ? NaN : Number(text);
  return number >= min && number <= max ? number : undefined;
}

export function parseSwitch(text: string): boolean | undefined {
  if (text === "true" || text === "1") return true;
  return text === "false" || text === "0" ? false : undefined;
}

function isHost(text: string): boolean {
  return isIp(text) || (text.length <= MAX_NAME_BYTES && HOST_NAME.test(text));
}
