// The client's side of SOCKS4 and 4a: CONNECT, and BIND where a way out can do that. The protocol cannot authenticate
// anybody (its user id is what the client says of itself), so where clients have to be users it refuses them all.

import {
  decodeSocks4Request,
  encodeSocks4Reply,
  SOCKS4_COMMAND,
  SOCKS4_REPLY,
  type Socks4Request,
} from "../codec/socks4.ts";
import type { HostPort } from "../net/address.ts";
import { ByteReader } from "../net/byte_reader.ts";
import type { Inbound, PendingStream } from "../net/inbound.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { Progress } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { BindReplies } from "./bind_replies.ts";
import type { Credentials } from "./credentials.ts";
import { readOrRefuse } from "./read_or_refuse.ts";

export class Socks4Inbound implements Inbound {
  readonly #credentials: Credentials;

  constructor({ credentials }: { readonly credentials: Credentials }) {
    this.#credentials = credentials;
  }

  async *accept(conn: StreamConn, progress: Progress): AsyncGenerator<PendingStream> {
    const reader = new ByteReader(conn);
    if (await reader.peek() === null) return;
    progress("ADDR");
    const refuse = () => conn.write(encodeSocks4Reply(SOCKS4_REPLY.refused));
    const request = await readOrRefuse(reader, decodeSocks4Request, async ({ reason }) => {
      // A wrong version is not SOCKS4, and gets no answer.
      if (reason !== "bad_version") await refuse();
    });
    const objection = this.#objectionTo(request);
    if (objection !== undefined) {
      await refuse();
      throw objection;
    }
    const grant = (address?: HostPort) =>
      conn.write(encodeSocks4Reply(SOCKS4_REPLY.granted, address));
    const awaiting = request.command === SOCKS4_COMMAND.bind ? new BindReplies(grant) : undefined;
    yield {
      kind: "stream",
      target: request.target,
      user: undefined,
      client: prefixedConn(reader.takeRest(), conn),
      ...(awaiting && { awaiting }),
      proceed: () => awaiting === undefined ? grant() : awaiting.proceed(),
      abort: refuse,
    };
  }

  #objectionTo({ command, target }: Socks4Request): StreamError | undefined {
    if (this.#credentials.required) {
      return new StreamError(
        "bad_credentials",
        "Cannot serve SOCKS4 client: the protocol has no passwords, and one is required",
      );
    }
    if (command !== SOCKS4_COMMAND.connect && command !== SOCKS4_COMMAND.bind) {
      return new StreamError("rejected", `Cannot serve SOCKS4 request: its command is ${command}`);
    }
    if (command === SOCKS4_COMMAND.connect && target.port === 0) {
      return new StreamError("rejected", "Cannot serve SOCKS4 request: its port is 0");
    }
    return undefined;
  }
}
