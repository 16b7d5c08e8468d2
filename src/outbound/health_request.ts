// The question that a trial asks over HTTP. It varies as requests of different programs do, so that neither its length nor
// what of it can be guessed tells a trial from any other connection; the answer's length varies with the method.

import { type HttpField, httpField } from "../codec/http_fields.ts";
import { encodeHead } from "../codec/http_head.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";

export interface HealthTarget {
  readonly address: HostPort;
  readonly path: string;
}

/** At least 0 and below 1. */
export type Random = () => number;

const AGENTS = [
  "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
  "curl/8.5.0",
  "Wget/1.21.4",
];
const ACCEPTED = [
  "*/*",
  "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "text/plain,*/*;q=0.5",
];
const LANGUAGES = ["en-US,en;q=0.5", "de,en;q=0.7", "zh-CN,zh;q=0.9,en;q=0.8", "fr-FR,fr"];
const ENCODINGS = ["gzip", "gzip, deflate", "identity"];
/** Servers skip cookies that are not theirs; as many bytes as most pages set. */
const MAX_COOKIE = 320;
const HEAD_SHARE = 1 / 4;

export function encodeHealthRequest(target: HealthTarget, random: Random): Uint8Array {
  const method = random() < HEAD_SHARE ? "HEAD" : "GET";
  // The host comes first by custom; then the answer's end is the connection's.
  const fields = [httpField("Host", hostOf(target.address)), ...shuffled(fieldsOf(random), random)];
  return encodeHead({ startLine: `${method} ${target.path} HTTP/1.1`, fields });
}

export function pick<T>(values: readonly T[], random: Random): T {
  return values[Math.floor(random() * values.length)]!;
}

function fieldsOf(random: Random): HttpField[] {
  const optional = [
    httpField("Accept-Language", pick(LANGUAGES, random)),
    httpField("Accept-Encoding", pick(ENCODINGS, random)),
    httpField("Cache-Control", "no-cache"),
    httpField("Pragma", "no-cache"),
    httpField("Cookie", `id=${hexDigits(1 + Math.floor(random() * MAX_COOKIE), random)}`),
  ];
  return [
    httpField("User-Agent", pick(AGENTS, random)),
    httpField("Accept", pick(ACCEPTED, random)),
    httpField("Connection", "close"),
    ...optional.filter(() => random() < 1 / 2),
  ];
}

function hostOf({ host, port }: HostPort): string {
  if (port !== 80) return formatHostPort({ host, port });
  return host.includes(":") ? `[${host}]` : host;
}

function hexDigits(count: number, random: Random): string {
  return Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join("");
}

/** Fisher-Yates. */
function shuffled<T>(values: readonly T[], random: Random): T[] {
  const rest = [...values];
  return values.map(() => rest.splice(Math.floor(random() * rest.length), 1)[0]!);
}
