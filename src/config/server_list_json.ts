// SIP008: {"version": 1, "servers": [{"server", "server_port", "method", "password", ...}], "bytes_used", ...}

import * as v from "valibot";
import type { Path } from "./key_rule.ts";
import { nodeAt, placeOf, plainValue, type ValueNode } from "./located_json.ts";
import type { Origin } from "./origin.ts";
import { ConfigError, type Failure } from "./problem.ts";
import type { ListedServer, ServerList } from "./server_list.ts";
import { SIP008_LIST, SIP008_SERVER } from "./server_list_schema.ts";
import { faultsOf } from "./share_link_settings.ts";

/** Whether it says of itself that it is such a list. */
export function isSip008(node: ValueNode): boolean {
  const raw = plainValue(node);
  return typeof raw === "object" && raw !== null && "version" in raw && "servers" in raw &&
    !("locals" in raw || "local_port" in raw);
}

/** Throws a ConfigError where it is none. */
export function readSip008(name: string, node: ValueNode): ServerList {
  const list = v.safeParse(SIP008_LIST, plainValue(node), { abortEarly: true });
  if (!list.success) throw new ConfigError([faultIn(list.issues[0], { name, node, path: [] })]);
  const { servers, bytes_used: used, bytes_remaining: remaining } = list.output;
  const read = servers.map((raw, index) =>
    readServer(raw, { name, node, path: ["servers", index] })
  );
  return {
    servers: read.flatMap(({ servers }) => servers),
    faults: read.flatMap(({ faults }) => faults),
    warnings: [],
    usage: used === undefined ? undefined : { used, remaining },
  };
}

interface Place {
  readonly name: string;
  readonly node: ValueNode;
  readonly path: Path;
}

type ReadServer = Pick<ServerList, "servers" | "faults">;

function readServer(raw: unknown, place: Place): ReadServer {
  const read = v.safeParse(SIP008_SERVER, raw, { abortEarly: true });
  if (!read.success) return { servers: [], faults: [faultIn(read.issues[0], place)] };
  const listed: ListedServer = { server: read.output, origin: originOf(place) };
  const faults = faultsOf(listed.server, listed.origin);
  return { servers: faults.length === 0 ? [listed] : [], faults };
}

function originOf({ name, node, path }: Place): Origin {
  const subject = `${path[0]}[${path[1]}]`;
  return { source: "file", subject, place: placeOf(name, nodeAt(node, path)) };
}

/** The value is not shown: it may be a secret. */
function faultIn(issue: v.BaseIssue<unknown>, { name, node, path }: Place): Failure {
  const steps = [...path, ...(issue.path ?? []).map(({ key }) => key as string | number)];
  const subject = steps.map((step) => typeof step === "number" ? `[${step}]` : `.${step}`).join("");
  return {
    message: `${subject.slice(1) || "the list"} ${issue.message}`,
    hint: 'SIP008: {"version": 1, "servers": [{"server", "server_port", "method", "password"}]}',
    where: placeOf(name, nodeAt(node, steps)),
  };
}
