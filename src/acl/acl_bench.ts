// What does a decision cost with 100,000 rules? And once: how long does it take to read and to compile them, and, where
// there is `--v8-flags=--expose-gc`, how much memory do they take?

import { assertEquals } from "@std/assert";
import { Acl } from "./acl.ts";
import { parseAcl } from "./parse_acl.ts";

const text = listText();
const before = heldBytes();
const readAt = performance.now();
const { rules, problems } = parseAcl(text, "rust");
const compiledAt = performance.now();
const acl = new Acl(rules);
const doneAt = performance.now();
assertEquals(problems, []);
console.log(
  `100,000 rules: read in ${ms(readAt, compiledAt)} ms, compiled in ${ms(compiledAt, doneAt)} ms, ${
    megabytes(heldBytes() - before)
  } MB`,
);

const NAMES = {
  "a name in a suffix of the list": "www.cdn.site59999.example499.com",
  "a name in the list": "host9949.example.org",
  "a name by a pattern": "www3.ads49-eu-west.info",
  "a name that no rule has": "static.some-other-site.co.uk",
  "a name of 127 labels": "a.".repeat(126) + "a",
  "a name of 253 letters": "cdn" + "a".repeat(250),
};
for (const [what, name] of Object.entries(NAMES)) {
  Deno.bench(what, { group: "names" }, () => void acl.targets.decideName(name));
}

for (
  const ip of ["200.249.123.77", "203.0.113.9", "2001:26f:1234::1", "2a00:1450:4001:82a::200e"]
) {
  Deno.bench(ip, { group: "addresses" }, () => void acl.targets.decideAddress(ip));
}

function listText(): string {
  return [
    ...lines(60_000, (i) => `(^|\\.)site${i}\\.example${i % 700}\\.com$`),
    ...lines(
      20_000,
      (i) => `${1 + (i % 200)}.${(i * 7) % 256}.${(i * 13) % 256}.0/${24 - (i % 5)}`,
    ),
    ...lines(10_000, (i) => `2001:${hex(i)}:${hex(i * 31)}::/${40 + (i % 24)}`),
    ...lines(9_950, (i) => `|host${i}.example.org`),
    ...lines(50, (i) => `^(?:www|cdn)\\d*[.-]?ads?${i}(?:-[a-z]+)*\\.(?:net|info)$`),
    ...["[outbound_block_list]", "10.0.0.0/8"],
  ].join("\n");
}

function lines(count: number, line: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => line(i));
}

function hex(value: number): string {
  return (value & 0xffff).toString(16);
}

function ms(from: number, to: number): string {
  return (to - from).toFixed(0);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** What lives on the heap and beside it, after a collection where there can be one. */
function heldBytes(): number {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
