// Servers from links and lists as a configuration file has them.

import { parseUpstreamName } from "./route_schemas.ts";
import type { LinkedServer } from "./share_link.ts";

/** One server stands at the top, with a place to listen; several are a list. */
export function linkedConfig(servers: readonly LinkedServer[]): object {
  const [first, ...others] = servers;
  const listen = { local_address: "127.0.0.1", local_port: 1080 };
  if (first !== undefined && others.length === 0) {
    return { ...nameJson(first), ...linkedJson(first), ...listen };
  }
  return {
    servers: servers.map((server) => ({ ...remarksJson(server), ...linkedJson(server) })),
    ...listen,
  };
}

/** As the log shall call it. */
function nameJson(server: LinkedServer): object {
  const name = parseUpstreamName(server.tag);
  return name === undefined ? remarksJson(server) : { name };
}

/** As the log calls it, where no other server is called so. */
function remarksJson({ tag }: LinkedServer): object {
  return tag === "" ? {} : { remarks: tag };
}

function linkedJson({ address, method, password, plugin, saltPrefix }: LinkedServer): object {
  return {
    server: address.host,
    server_port: address.port,
    method,
    password: password.reveal(),
    ...(plugin !== undefined && { plugin: plugin.name }),
    ...(plugin !== undefined && plugin.options !== "" && { plugin_opts: plugin.options }),
    ...(saltPrefix !== "" && { prefix: saltPrefix }),
  };
}
