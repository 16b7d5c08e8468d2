// Contestants that differ in what `umbra tunnel` has to decide for each connection: nothing, or which of ten upstreams it
// takes by a thousand rules, of which none matches so that all are asked.

import { VERSION } from "../../src/cli/version.ts";
import { type Link, startServer } from "../support/shadowsocks_process.ts";
import type { Contestant } from "./contestant.ts";
import { startRoutedTunnel } from "./routed_tunnel.ts";

const UPSTREAMS = 10;
const RULES = 1000;

export const ONE_SERVER: Contestant = contestant("umbra", { servers: 1, more: {} });

export const MANY_RULES: Contestant = contestant("umbra with rules", {
  servers: UPSTREAMS,
  more: { balance: "strict", rules: Array.from({ length: RULES }, (_, i) => ruleOf(i)) },
});

interface Shape {
  readonly servers: number;
  readonly more: Readonly<Record<string, unknown>>;
}

function contestant(name: string, { servers, more }: Shape): Contestant {
  return {
    name,
    version: VERSION,
    startServer: (link: Link) => startServer("umbra", link),
    startTunnel: (link, targetPort) => {
      const links = Array.from({ length: servers }, () => link);
      return startRoutedTunnel({ links, targetPort, more });
    },
  };
}

/** Of all kinds in turn. */
function ruleOf(i: number): Readonly<Record<string, unknown>> {
  const route = `u${i % UPSTREAMS}`;
  switch (i % 4) {
    case 0:
      return { domain: [`d${i}.example`], route };
    case 1:
      return { host: [`www.h${i}.example`], route };
    case 2:
      return { ip: [`10.${i >> 8}.${i & 0xff}.0/24`], route };
    default:
      return { keyword: [`tracker${i}`], port: [`${20_000 + i}`], route };
  }
}
