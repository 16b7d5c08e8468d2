// A database in the MaxMind DB format with blocks of IPv4 and IPv6 and a record for each
// (https://maxmind.github.io/MaxMind-DB/).

import { concatBytes } from "../../src/net/bytes.ts";
import { parseIp } from "../../src/net/ip_address.ts";

export type MmdbValue = string | number | { readonly [key: string]: MmdbValue };

/** Where each bit leads: to another node, to a record by its number, or nowhere. */
type Node = [left: Node | number | undefined, right: Node | number | undefined];

const MARKER = Uint8Array.of(0xab, 0xcd, 0xef, ...new TextEncoder().encode("MaxMind.com"));
const RECORD_BITS = 24;
const DATA_SEPARATOR = 16;

/** `blocks`: a record for each block, such as "192.0.2.0/24". No block within another. */
export function mmdbFile(
  blocks: Readonly<Record<string, MmdbValue>>,
  { ipVersion = 6 }: { readonly ipVersion?: 4 | 6 } = {},
): Uint8Array {
  const root: Node = [undefined, undefined];
  const records = Object.values(blocks).map(encode);
  Object.keys(blocks).forEach((block, i) => insert(root, bitsOf(block, ipVersion), i));
  const nodes = nodesBelow(root);
  const metadata = {
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    database_type: "Test",
    description: { en: "for a test" },
    ip_version: ipVersion,
    languages: "en",
    node_count: nodes.length,
    record_size: RECORD_BITS,
  };
  const tree = encodeTree(nodes, records);
  return concatBytes(tree, new Uint8Array(DATA_SEPARATOR), ...records, MARKER, encode(metadata));
}

/** IPv4 stands in the first 2^32 addresses of IPv6. */
function bitsOf(block: string, ipVersion: 4 | 6): readonly number[] {
  const [ip, length] = block.split("/");
  const address = parseIp(ip!)!;
  const bits = Array.from(address, (byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((at) => byte >> at & 1))
    .flat().slice(0, Number(length));
  const isPadded = address.length === 4 && ipVersion === 6;
  return isPadded ? [...new Array<number>(96).fill(0), ...bits] : bits;
}

function insert(root: Node, bits: readonly number[], record: number): void {
  let node = root;
  for (const bit of bits.slice(0, -1)) node = (node[bit] ??= [undefined, undefined]) as Node;
  node[bits.at(-1)!] = record;
}

function nodesBelow(root: Node): readonly Node[] {
  const nodes = [root];
  // Grows while it is walked through.
  for (const node of nodes) for (const next of node) if (next instanceof Array) nodes.push(next);
  return nodes;
}

function encodeTree(nodes: readonly Node[], records: readonly Uint8Array[]): Uint8Array {
  const offsetOf = (record: number) =>
    records.slice(0, record).reduce((sum, r) => sum + r.length, 0);
  const valueOf = (next: Node[0]) => {
    if (next === undefined) return nodes.length;
    if (next instanceof Array) return nodes.indexOf(next);
    return nodes.length + DATA_SEPARATOR + offsetOf(next);
  };
  const values = nodes.flatMap((node) => node.map(valueOf));
  return Uint8Array.from(values.flatMap((value) => [value >> 16, value >> 8, value]));
}

function encode(value: MmdbValue): Uint8Array {
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return concatBytes(Uint8Array.of(2 << 5 | bytes.length), bytes);
  }
  if (typeof value === "number") {
    return Uint8Array.of(6 << 5 | 4, value >> 24, value >> 16, value >> 8, value);
  }
  const entries = Object.entries(value);
  const members = entries.flatMap(([key, member]) => [encode(key), encode(member)]);
  return concatBytes(Uint8Array.of(7 << 5 | entries.length), ...members);
}
