// `umbra server` with many users on one port of AEAD-2017, and what they send, made by other means than ours.

import { encodeAddress } from "../../src/codec/address_header.ts";
import { masterKeyOf } from "../../src/crypto/derive_key_2017.ts";
import { aeadMethod, type CipherName } from "../../src/crypto/method_table.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { startConfigured } from "./configured_server.ts";
import { freePorts } from "./listening_ports.ts";
import { openStream, sealStream } from "./reference_stream.ts";
import type { ListeningProcess } from "./running_process.ts";
import type { PacketKey } from "./sealed_packets.ts";
import { chunksOf, writeAll } from "./test_conn.ts";

export const OWN_PASSWORD = "the-password-of-the-port";

export interface SharedPort {
  readonly method: CipherName;
  readonly users: number;
  readonly timeoutSeconds: number;
}

/** Users 0, 1, 2 ... and whoever has the port's own password. */
export function startSharedPort(
  { method, users, timeoutSeconds }: SharedPort,
  ...flags: readonly string[]
): Promise<ListeningProcess> {
  const config = {
    server: "127.0.0.1",
    server_port: freePorts(1)[0],
    method,
    mode: "tcp_and_udp",
    password: OWN_PASSWORD,
    users: Array.from(
      { length: users },
      (_, i) => ({ name: `user ${i}`, password: passwordOf(i) }),
    ),
    allow_private: true,
    timeout: timeoutSeconds,
  };
  return startConfigured(config, ...flags);
}

/** Of user `number`. */
export function passwordOf(number: number): string {
  return `the-password-of-user-${number}`;
}

/** A stream that asks for a target on loopback. */
export function streamFor(
  { method, password }: PacketKey,
  targetPort: number,
  payload: Uint8Array,
): Uint8Array {
  const { keyBytes, saltBytes } = aeadMethod(method);
  const masterKey = masterKeyOf(password, keyBytes);
  const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
  const header = encodeAddress({ host: "127.0.0.1", port: targetPort });
  return sealStream({ method, masterKey, salt }, [concatBytes(header, payload)]);
}

/** What a server says to a stream, opened under its key. */
export async function answerTo(
  stream: Uint8Array,
  { method, password }: PacketKey,
  serverPort: number,
): Promise<Uint8Array> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: serverPort });
  await writeAll(conn, stream);
  await conn.closeWrite();
  const answer = concatBytes(...await Array.fromAsync(chunksOf(conn), (chunk) => chunk.slice()));
  const masterKey = masterKeyOf(password, aeadMethod(method).keyBytes);
  return concatBytes(...openStream({ method, masterKey }, answer).payloads);
}
