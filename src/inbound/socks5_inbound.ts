// The client's side of SOCKS5: CONNECT, UDP ASSOCIATE, and BIND where a way out can do that, with or without user name and
// password. Every refusal that the RFCs have a reply for is sent before the StreamError is thrown; bytes that are not
// SOCKS5 get no answer.

import type { DecodeError } from "../codec/decode_error.ts";
import {
  AUTH_METHOD,
  AUTH_STATUS,
  decodeGreeting,
  decodeSocks5Request,
  decodeUserPassword,
  encodeAuthStatus,
  encodeMethodChoice,
  encodeSocks5Reply,
  replyCodeFor,
  SOCKS5_COMMAND,
  SOCKS5_REPLY,
  type Socks5ReplyCode,
  type Socks5Request,
} from "../codec/socks5.ts";
import type { HostPort } from "../net/address.ts";
import { ByteReader, type Decode } from "../net/byte_reader.ts";
import type { DialFailure } from "../net/dial_failure.ts";
import type { Inbound, Pending } from "../net/inbound.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { Progress } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError, type StreamFault } from "../net/stream_error.ts";
import { BindReplies } from "./bind_replies.ts";
import type { Credentials } from "./credentials.ts";
import { readOrRefuse } from "./read_or_refuse.ts";

export interface Socks5InboundParts {
  readonly credentials: Credentials;
  /** Without it UDP ASSOCIATE is a command like any that we do not know. */
  readonly associates: boolean;
}

export class Socks5Inbound implements Inbound {
  readonly #credentials: Credentials;
  readonly #commands: readonly number[];

  constructor({ credentials, associates }: Socks5InboundParts) {
    const { connect, bind, udpAssociate } = SOCKS5_COMMAND;
    this.#credentials = credentials;
    this.#commands = associates ? [connect, bind, udpAssociate] : [connect, bind];
  }

  async *accept(conn: StreamConn, progress: Progress): AsyncGenerator<Pending> {
    const reader = new ByteReader(conn);
    if (await reader.peek() === null) return;
    const handshake = new Handshake(reader, conn);
    const user = await this.#greet(handshake);
    progress("ADDR");
    const { command, target } = await handshake.readRequest(this.#commands);
    const request = {
      user,
      client: prefixedConn(reader.takeRest(), conn),
      abort: (failure: DialFailure) => conn.write(failureReply(replyCodeFor(failure))),
    };
    const grant = (address: HostPort) => conn.write(successReply(address));
    if (command === SOCKS5_COMMAND.udpAssociate) {
      // What it names as its target is where the client means to send from, which it seldom knows.
      yield { ...request, kind: "association", proceed: grant };
    } else if (command === SOCKS5_COMMAND.bind) {
      const awaiting = new BindReplies(grant);
      yield { ...request, kind: "stream", target, awaiting, proceed: () => awaiting.proceed() };
    } else {
      yield { ...request, kind: "stream", target, proceed: () => grant(conn.localAddress) };
    }
  }

  /** The name of the user, where clients have to be one. */
  async #greet(handshake: Handshake): Promise<string | undefined> {
    if (this.#credentials.required) {
      await handshake.choose(AUTH_METHOD.userPassword, "bad_credentials");
      return await handshake.authenticate(this.#credentials);
    }
    await handshake.choose(AUTH_METHOD.none, "rejected");
    return undefined;
  }
}

/** The messages up to the request: each method reads one and answers it, or refuses it and throws. */
class Handshake {
  readonly #reader: ByteReader;
  readonly #conn: StreamConn;

  constructor(reader: ByteReader, conn: StreamConn) {
    this.#reader = reader;
    this.#conn = conn;
  }

  async choose(method: number, faultOtherwise: StreamFault): Promise<void> {
    const offered = await this.#read(decodeGreeting);
    if (!offered.includes(method)) {
      await this.#conn.write(encodeMethodChoice(AUTH_METHOD.noneAcceptable));
      throw new StreamError(
        faultOtherwise,
        `Cannot serve SOCKS5 client: it does not offer authentication method ${method}`,
      );
    }
    await this.#conn.write(encodeMethodChoice(method));
  }

  async authenticate(credentials: Credentials): Promise<string> {
    const refusal = encodeAuthStatus(AUTH_STATUS.refused);
    const { name, password } = await this.#read(decodeUserPassword, () => refusal);
    if (!credentials.verify(name, password)) {
      await this.#conn.write(refusal);
      throw new StreamError(
        "bad_credentials",
        "Cannot serve SOCKS5 client: its user name or password is wrong",
      );
    }
    await this.#conn.write(encodeAuthStatus(AUTH_STATUS.accepted));
    return name;
  }

  async readRequest(commands: readonly number[]): Promise<Socks5Request> {
    const request = await this.#read(decodeSocks5Request, refusalOfRequest);
    const { command, target } = request;
    if (!commands.includes(command)) {
      await this.#conn.write(failureReply(SOCKS5_REPLY.commandNotSupported));
      throw new StreamError("rejected", `Cannot serve SOCKS5 request: its command is ${command}`);
    }
    if (command === SOCKS5_COMMAND.connect && target.port === 0) {
      await this.#conn.write(failureReply(SOCKS5_REPLY.generalFailure));
      throw new StreamError("rejected", "Cannot serve SOCKS5 request: its port is 0");
    }
    return request;
  }

  /** Malformed messages get their `refusal`, where the protocol has one. */
  #read<T>(decode: Decode<T>, refusal?: (error: DecodeError) => Uint8Array): Promise<T> {
    return readOrRefuse(this.#reader, decode, async (error) => {
      if (refusal !== undefined) await this.#conn.write(refusal(error));
    });
  }
}

function refusalOfRequest({ reason }: DecodeError): Uint8Array {
  return failureReply(
    reason === "bad_address_type"
      ? SOCKS5_REPLY.addressTypeNotSupported
      : SOCKS5_REPLY.generalFailure,
  );
}

function successReply(bound: HostPort): Uint8Array {
  return encodeSocks5Reply({ code: SOCKS5_REPLY.succeeded, bound });
}

function failureReply(code: Socks5ReplyCode): Uint8Array {
  return encodeSocks5Reply({ code, bound: { host: "0.0.0.0", port: 0 } });
}
