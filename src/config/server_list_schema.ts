// What SIP008 asks of a list and of each server in it. Keys that others have added are let be.

import * as v from "valibot";
import { findMethod } from "../crypto/method_table.ts";
import { Secret } from "./secret.ts";
import type { LinkedServer } from "./share_link.ts";
import { isPluginName } from "./share_link_query.ts";
import { withoutControls } from "./share_link_reader.ts";
import type { Schema } from "./value_schemas.ts";
import { parseHostMaybePort } from "./value_texts.ts";

const TEXT = v.string("must be a text");
const PORT = "must be a port from 1 to 65535";
const BYTE_COUNT = "must be a number of bytes";
const COUNT = v.pipe(v.number(BYTE_COUNT), v.integer(BYTE_COUNT), v.minValue(0, BYTE_COUNT));

export const SIP008_SERVER: Schema<LinkedServer> = v.pipe(
  objectOf({
    server: v.pipe(TEXT, v.check(isHost, "must be a host name or an IP address")),
    server_port: v.pipe(
      v.number(PORT),
      v.integer(PORT),
      v.minValue(1, PORT),
      v.maxValue(65_535, PORT),
    ),
    method: v.pipe(TEXT, v.check(isMethod, "must be a method that umbra knows")),
    password: TEXT,
    plugin: v.optional(v.pipe(TEXT, v.check(isPlugin, "must be a program's bare name")), ""),
    plugin_opts: v.optional(v.pipe(TEXT, v.check(isPrintable, "has a control character")), ""),
    remarks: v.optional(TEXT, ""),
  }),
  v.transform((entry) => ({
    address: { host: parseHostMaybePort(entry.server)!.host, port: entry.server_port },
    method: findMethod(entry.method)!,
    password: new Secret(entry.password),
    tag: withoutControls(entry.remarks),
    plugin: entry.plugin === "" ? undefined : { name: entry.plugin, options: entry.plugin_opts },
    saltPrefix: "",
  })),
);

export interface Sip008List {
  readonly servers: readonly unknown[];
  readonly bytes_used?: number | undefined;
  readonly bytes_remaining?: number | undefined;
}

export const SIP008_LIST: Schema<Sip008List> = v.pipe(
  objectOf({
    version: v.literal(1, "must be 1: no other version of SIP008 is known"),
    servers: v.array(v.unknown(), "must be a list of servers"),
    bytes_used: v.optional(COUNT),
    bytes_remaining: v.optional(COUNT),
  }),
  v.check(
    ({ bytes_used, bytes_remaining }) => bytes_remaining === undefined || bytes_used !== undefined,
    "has bytes_remaining, but no bytes_used",
  ),
);

function objectOf<const T extends v.ObjectEntries>(entries: T) {
  return v.object(
    entries,
    ({ expected }) => expected === "Object" ? "must be an object" : "is missing",
  );
}

/** The port stands apart. */
function isHost(text: string): boolean {
  const parsed = parseHostMaybePort(text);
  return parsed !== undefined && parsed.port === undefined;
}

function isMethod(name: string): boolean {
  return findMethod(name) !== undefined;
}

function isPlugin(name: string): boolean {
  return name === "" || isPluginName(name);
}

function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}
