// A Shadowsocks server as links and lists of servers hand it around, and what may be wrong with such a link.

import type { MethodName } from "../crypto/method_table.ts";
import type { HostPort } from "../net/address.ts";
import type { PluginText } from "./plugin_options.ts";
import type { Secret } from "./secret.ts";

export interface LinkedServer {
  readonly address: HostPort;
  readonly method: MethodName;
  readonly password: Secret;
  /** What people call it; may be empty. */
  readonly tag: string;
  /** Its name is a bare one: whoever sends a link does not say where on our disk to look. */
  readonly plugin: PluginText | undefined;
  /** What the salts of its streams begin with, each character a byte; may be empty. */
  readonly saltPrefix: string;
}

/** Something in a link that its reader has to know of. Never shows a secret. */
export interface LinkRemark {
  /** Counted from 1; of what is inside base64: where that begins. */
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

/** The text is no link that we can use. */
export class LinkError extends Error implements LinkRemark {
  override readonly name = "LinkError";
  readonly column: number;
  readonly hint: string;

  constructor({ column, message, hint }: LinkRemark) {
    super(message);
    this.column = column;
    this.hint = hint;
  }
}

export const DEFAULT_LINK_PORT = 8388;
