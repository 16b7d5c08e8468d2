// Shadowsocks outbounds as sing-box and xray have them -> what can be carried over of them. The rest of such a
// configuration is another program's business: other outbounds are named, nothing else is looked at.
//
//   sing-box  {"outbounds": [{"type": "shadowsocks", "tag", "server", "server_port", "method", "password", ...}]}
//   xray      {"outbounds": [{"protocol": "shadowsocks", "tag", "settings": {"servers": [{"address", "port", ...}]}}]}
//             or settings with the server's keys themselves

import type { OutboundProgram } from "./config_formats.ts";
import { elementsOf, Luggage, membersOf, type Portable, type Written } from "./convert_luggage.ts";
import { nodeAt, parseJson, plainValue, type TextFile, type ValueNode } from "./located_json.ts";
import { ConfigError } from "./problem.ts";

/** sing-box's words -> ours. */
export const SING_BOX_KEYS: Readonly<Record<string, string>> = {
  server: "server",
  server_port: "server_port",
  method: "method",
  password: "password",
  tcp_fast_open: "fast_open",
  tcp_multi_path: "mptcp",
  routing_mark: "outbound_fwmark",
  bind_interface: "outbound_bind_interface",
};

/** xray's words for a server -> ours. */
export const XRAY_KEYS: Readonly<Record<string, string>> = {
  address: "server",
  port: "server_port",
  method: "method",
  password: "password",
};

/** Throws a ConfigError when there is no Shadowsocks outbound. */
export function readOutbounds(file: TextFile, program: OutboundProgram): Portable {
  const root = parseJson(file);
  const found = elementsOf(root, "outbounds").map((node, index) => ({
    node,
    path: `outbounds[${index}].`,
    kind: plainValue(nodeAt(node, [KIND_KEYS[program]])),
  }));
  const read = program === "sing-box" ? readSingBox : readXray;
  const servers = found
    .filter(({ kind }) => kind === "shadowsocks")
    .flatMap(({ node, path }) => read(node, file.name, path));
  if (servers.length === 0) throw noServers(file, program);
  const others = found.filter(({ kind }) => kind !== "shadowsocks");
  const left = others.flatMap(({ node, path }) =>
    [...membersOf(node, file.name, path)].filter(([key]) => key === KIND_KEYS[program])
      .map(([, written]) => [written.subject, written] as const)
  );
  return { servers, rest: new Luggage(new Map(left)) };
}

const KIND_KEYS: Readonly<Record<OutboundProgram, string>> = {
  "sing-box": "type",
  xray: "protocol",
};

function readSingBox(node: ValueNode, file: string, path: string): readonly Luggage[] {
  const members = membersOf(node, file, path);
  const network = members.get("network");
  const names = { ...SING_BOX_KEYS, tag: "remarks", plugin: "plugin", plugin_opts: "plugin_opts" };
  const values = renamed(members, names, ["type", "network"]);
  if (network === undefined) return [new Luggage(values)];
  const mode = MODES.get([network.raw].flat().join());
  return [new Luggage(new Map([...values, ["mode", { ...network, raw: mode ?? "tcp_and_udp" }]]))];
}

const MODES: ReadonlyMap<string, string> = new Map([["tcp", "tcp_only"], ["udp", "udp_only"]]);

function readXray(node: ValueNode, file: string, path: string): readonly Luggage[] {
  const outer = membersOf(node, file, path);
  const settings = nodeAt(node, ["settings"]);
  const listed = elementsOf(settings, "servers");
  const servers = listed.length > 0
    ? listed.map((server, i) => membersOf(server, file, `${path}settings.servers[${i}].`))
    : [membersOf(settings, file, `${path}settings.`)];
  const around = renamed(outer, { tag: "remarks" }, ["protocol", "settings"]);
  return servers.map((server) =>
    new Luggage(new Map([...around, ...renamed(server, XRAY_KEYS, [])]))
  );
}

function renamed(
  members: ReadonlyMap<string, Written>,
  names: Readonly<Record<string, string>>,
  silent: readonly string[],
): ReadonlyMap<string, Written> {
  return new Map(
    [...members].filter(([key]) => !silent.includes(key))
      // What has no name with us keeps theirs, which nobody takes.
      .map((
        [key, written],
      ) => [Object.hasOwn(names, key) ? names[key]! : written.subject, written]),
  );
}

function noServers({ name }: TextFile, program: OutboundProgram): ConfigError {
  return new ConfigError([{
    message: `${name} has no Shadowsocks outbound as ${program} has it`,
    hint: `for example {"outbounds": [{"${KIND_KEYS[program]}": "shadowsocks", ...}]}`,
    where: undefined,
  }]);
}
