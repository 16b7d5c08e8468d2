// Host names in the one spelling that is compared: lower case, ASCII (punycode), no dot at the end.

import { isIp } from "../net/ip_address.ts";

const NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
const BEYOND_ASCII = /\P{ASCII}/u;
/** Nothing that ends the host of a URL. */
const HOST_OF_URL = /^(?:[\w.-]|\P{ASCII})+$/u;

/** A name that a rule says; `undefined` when it is none. */
export function parseName(text: string): string | undefined {
  const name = canonicalName(text);
  return NAME.test(name) ? name : undefined;
}

/** A target's name, which may be anything: what is no name stays what it is, and no rule names it. */
export function canonicalName(host: string): string {
  // There are dots of other scripts too.
  return withoutDots(BEYOND_ASCII.test(host) ? punycode(withoutDots(host)) : host.toLowerCase());
}

/** Whether a host is an IP literal; names, which are asked about for every decision, mostly show it at their end. */
export function isLiteral(host: string): boolean {
  return /[\d:]$|:/.test(host) && isIp(host);
}

function withoutDots(host: string): string {
  let end = host.length;
  while (host[end - 1] === ".") end--;
  return end === host.length ? host : host.slice(0, end);
}

function punycode(name: string): string {
  const url = HOST_OF_URL.test(name) ? URL.parse(`http://${name}/`) : null;
  return url?.hostname ?? name;
}
