// Servers as the Shadowsocks outbounds of sing-box and xray. What these have no place for stays in the luggage.

import { METHOD_NAMES } from "../crypto/method_table.ts";
import type { OutboundProgram } from "./config_formats.ts";
import type { Luggage, Portable } from "./convert_luggage.ts";
import { SING_BOX_KEYS, XRAY_KEYS } from "./convert_outbounds.ts";
import { ConfigError } from "./problem.ts";

type Json = Record<string, unknown>;

/** The plugins that sing-box has built in. */
const SING_BOX_PLUGINS: readonly unknown[] = ["obfs-local", "v2ray-plugin"];
const XRAY_METHODS: readonly unknown[] = METHOD_NAMES.filter((name) => name !== "aes-192-gcm");

/** Throws a ConfigError when there is no server to reach. */
export function writeOutbounds({ servers, rest }: Portable, program: OutboundProgram): Json {
  const known = servers.filter((server) => isKnown(server, program));
  if (known.length === 0) {
    throw new ConfigError([{
      message: `no server is named of which ${program} could have an outbound`,
      hint: "convert the configuration of a client, with a method that both know",
      where: undefined,
    }]);
  }
  const tags = new Set<string>();
  const write = program === "sing-box" ? singBoxOutbound(rest) : xrayOutbound;
  return { outbounds: known.map((server) => write(server, tagOf(server, tags))) };
}

function isKnown(server: Luggage, program: OutboundProgram): boolean {
  if (server.peek("disabled") === true || server.peek("server") === undefined) return false;
  return program === "sing-box" || XRAY_METHODS.includes(server.peek("method"));
}

/** `rest`: what is said of all servers. */
function singBoxOutbound(rest: Luggage): (server: Luggage, tag: string) => Json {
  const shared = rest.takeAll({ fast_open: "tcp_fast_open", mptcp: "tcp_multi_path" });
  const sharedMode = rest.take("mode");
  return (server, tag) => {
    const network = NETWORKS.get(String(server.take("mode") ?? sharedMode));
    const plugin = SING_BOX_PLUGINS.includes(server.peek("plugin")) ? PLUGIN_KEYS : {};
    return {
      type: "shadowsocks",
      tag,
      ...server.takeAll(ofOurs(SING_BOX_KEYS)),
      ...server.takeAll(plugin),
      ...(network !== undefined && { network }),
      ...shared,
    };
  };
}

const PLUGIN_KEYS = { plugin: "plugin", plugin_opts: "plugin_opts" };
/** Without a word it is both. */
const NETWORKS: ReadonlyMap<string, string> = new Map([["tcp_only", "tcp"], ["udp_only", "udp"]]);

function xrayOutbound(server: Luggage, tag: string): Json {
  const settings = server.takeAll(ofOurs(XRAY_KEYS));
  return { protocol: "shadowsocks", tag, settings: { servers: [settings] } };
}

/** As the server is called, each tag once. */
function tagOf(server: Luggage, tags: Set<string>): string {
  const [named = "shadowsocks"] = ["name", "remarks", "id"].flatMap((key) =>
    server.take(key) ?? []
  );
  const twins = [...tags].filter((tag) => tag === named || tag.startsWith(`${named}-`)).length;
  const tag = twins === 0 ? String(named) : `${named}-${twins + 1}`;
  tags.add(tag);
  return tag;
}

/** Ours -> theirs. */
function ofOurs(keys: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(keys).map(([theirs, ours]) => [ours, theirs]));
}
