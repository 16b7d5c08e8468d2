// What /etc/resolv.conf says (resolv.conf(5)); what it does not say, or says wrongly, is as in the C library.

import { isIp } from "../net/ip_address.ts";
import { parseQueryName } from "./query_name.ts";

export interface ResolvConf {
  /** IP literals; may be empty. */
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutSeconds: number;
  readonly attempts: number;
  readonly rotate: boolean;
}

const MAX_SERVERS = 3;
const MAX_SEARCH = 6;
/** Name and upper limit of the numbers among the options. */
const LIMITS = { ndots: 15, timeout: 30, attempts: 5 } as const;

export function parseResolvConf(text: string): ResolvConf {
  const lines = text.split("\n").map((line) => line.replace(/[#;].*/, "").trim().split(/\s+/));
  const valuesOf = (...keywords: readonly string[]) =>
    lines.filter(([keyword]) => keywords.includes(keyword!)).map(([, ...values]) => values);
  const options = valuesOf("options").flat();
  return {
    servers: valuesOf("nameserver").flatMap(([server]) => server ?? []).filter(isIp)
      .slice(0, MAX_SERVERS),
    // Of several lines the last one counts.
    search: (valuesOf("search", "domain").at(-1) ?? [])
      .flatMap((domain) => parseQueryName(domain)?.name ?? []).slice(0, MAX_SEARCH),
    ndots: numberIn(options, "ndots") ?? 1,
    timeoutSeconds: numberIn(options, "timeout") || 5,
    attempts: numberIn(options, "attempts") || 2,
    rotate: options.includes("rotate"),
  };
}

function numberIn(options: readonly string[], name: keyof typeof LIMITS): number | undefined {
  const text = options.findLast((option) => option.startsWith(`${name}:`))?.slice(name.length + 1);
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  return Math.min(Number(text), LIMITS[name]);
}
