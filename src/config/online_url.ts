// Where a list of servers is kept: an https:// address, which Outline writes as ssconf://. Whoever knows it has the
// servers and their passwords, so it is a secret.

import * as v from "valibot";
import { isLoopback } from "./is_loopback.ts";
import { Secret } from "./secret.ts";
import type { Schema } from "./value_schemas.ts";

const EXPECTATION = "must be an https:// or ssconf:// address";

export const ONLINE_URL: Schema<Secret> = v.pipe(
  v.string(EXPECTATION),
  v.transform((text) => parseOnlineUrl(text.trim())?.href),
  v.string(EXPECTATION),
  v.transform((href) => new Secret(href)),
);

/** `undefined`: it is none, or one whose answer others could change on the way. */
export function parseOnlineUrl(text: string): URL | undefined {
  const plain = text.replace(/^ssconf:/i, "https:").replace(/#.*$/s, "");
  return /^https?:\/\//i.test(plain) && URL.canParse(plain) && isSafe(new URL(plain))
    ? new URL(plain)
    : undefined;
}

/** Whether nobody on the way can read or change what comes from there. */
export function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" ||
    (protocol === "http:" && isLoopback(hostname.replace(/^\[(.*)\]$/, "$1")));
}
