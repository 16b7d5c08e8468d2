// An access control list and targets on loopback that it decides on, for clients of several families.
//
// A name must be resolved without asking anybody, so the names are such as inet_aton() reads as addresses
// ("0x7f.3.020.1"). To every ACL they are names: it takes only the strict spelling for an address. (But for one without a
// hexadecimal part, which libev reads as decimal: such a one would lead beyond this machine.)

import type { AclDialect } from "../../src/acl/parse_acl.ts";

export interface AclCase {
  readonly host: string;
  /** What a name resolves to; an address itself. */
  readonly address: string;
}

const RULES = String.raw`
[bypass_list]
(^|\.)0x0a$
^0x07f[.]
\.0x1[0-9a-f]\.
^0x7f\.9\.011\.9$
127.64.0.0/10
127.3.0.0/16
127.5.5.5
::1

[proxy_list]
# Some of these are in the other list as well.
(?:^|\.)0x14$
^(.+\.)?0x02\.003$
[.]07[0-7]?[.]
127.128.0.0/9
127.6.0.0/15
127.3.3.0/24
2001:db8::/32
`;

/** For what a client's targets have nothing to do with. Libev does not know the last of these. */
const OUTBOUND = {
  libev: "[outbound_block_list]\n127.0.0.0/8\n0x\n",
  rust: "[outbound_block_list]\n127.0.0.0/8\n0x\n[outbound_allow_list]\n||x\n",
};

export function aclText(mode: "proxy_all" | "bypass_all", dialect: AclDialect): string {
  return `[${mode}]\n${RULES}\n${OUTBOUND[dialect]}`;
}

const SPECIAL = [
  ...["0x7f.9.011.9", "0x7f.1.0x02.003", "0x07f.1.07.1", "127.5.5.0x5", "127.1.0x1f.0x14"],
  ...["127.3.3.3", "127.3.4.3", "127.5.5.5", "127.5.5.4", "127.7.255.255", "127.8.0.0"],
  ...["127.63.255.255", "127.64.0.0", "127.127.255.255", "127.128.0.0", "127.255.255.254"],
  ...["::1", "2001:db8::1", "2001:db8:ffff::1", "0:0:0:0:0:0:0:1"],
];
const COUNT = 200;

/** Two hundred, always the same. */
export function aclCases(): readonly AclCase[] {
  const next = randomNumbers();
  const random = Array.from({ length: COUNT - SPECIAL.length }, (_, i) => {
    const parts = [part(next), part(next), 1 + next(20)];
    // Two in three are names.
    if (i % 3 === 0) return ["127", ...parts].join(".");
    const first = ["0x7f", "0x07f"][next(2)];
    return [first, ...parts.map((part) => spelled(part, next))].join(".");
  });
  return [...SPECIAL, ...random].map((host) => ({ host, address: addressOf(host) }));
}

/** Half of them small, where most of the rules are; never within the block of addresses that is in both lists. */
function part(next: (limit: number) => number): number {
  const value = next(2) === 0 ? next(64) : next(255);
  return value === 3 ? 4 : value;
}

function spelled(part: number, next: (limit: number) => number): string {
  const spellings = [
    `${part}`,
    `0x${part.toString(16).padStart(2, "0")}`,
    `0${part.toString(8)}`,
    `0x${part.toString(16)}`,
  ];
  return spellings[next(spellings.length)]!;
}

function addressOf(host: string): string {
  if (host.includes(":")) return host;
  return host.split(".").map((part) => {
    const isOctal = part.length > 1 && /^0[0-7]+$/.test(part);
    return isOctal ? parseInt(part, 8) : Number(part);
  }).join(".");
}

/** Numbers below a limit (Lehmer's generator). */
function randomNumbers(): (limit: number) => number {
  let state = 20_240_607;
  return (limit) => (state = state * 48_271 % 0x7fffffff) % limit;
}
