// Everything that a new server with many users needs: its configuration, and for each user a configuration and a link.
// The keys are fresh; the server's address is what the clients shall be told.

import { Secret } from "../config/secret.ts";
import { writeShareLink } from "../config/share_link_writer.ts";
import {
  type EncryptingName,
  isCipher2022,
  type Method2022,
  methodOf,
} from "../crypto/method_table.ts";
import type { HostPort } from "../net/address.ts";
import { UsageError } from "./usage_error.ts";

export interface UserConfigs {
  readonly server: object;
  readonly clients: readonly {
    readonly name: string;
    readonly config: object;
    readonly link: string;
  }[];
}

export interface UserOptions {
  readonly method: EncryptingName;
  readonly address: HostPort;
  readonly names: readonly string[];
}

/** Throws a UsageError when the method cannot tell users apart. */
export function makeUserConfigs(
  { method, address, names }: UserOptions,
  randomKey: (bytes: number) => string,
): UserConfigs {
  const known = methodOf(method);
  if (known.family === "2022") demandIdentities(known);
  const users = names.map((name) => ({ name, password: randomKey(known.keyBytes) }));
  // With AEAD-2017 nobody needs a key of the server's own.
  const serverKey = isCipher2022(method) ? randomKey(known.keyBytes) : undefined;
  return {
    server: {
      server: "0.0.0.0",
      server_port: address.port,
      mode: "tcp_and_udp",
      method,
      ...(serverKey !== undefined && { password: serverKey }),
      users,
    },
    clients: users.map(({ name, password: own }) => {
      const password = serverKey === undefined ? own : `${serverKey}:${own}`;
      const config = {
        server: address.host,
        server_port: address.port,
        mode: "tcp_and_udp",
        method,
        password,
        local_port: 1080,
      };
      const link = writeShareLink({
        address,
        method,
        password: new Secret(password),
        tag: name,
        plugin: undefined,
        saltPrefix: "",
      });
      return { name, config, link };
    }),
  };
}

function demandIdentities({ name, hasBlocks }: Method2022): void {
  if (hasBlocks) return;
  throw new UsageError(
    `-m ${name} cannot tell users apart: it has no identity headers`,
    "use 2022-blake3-aes-256-gcm",
  );
}
