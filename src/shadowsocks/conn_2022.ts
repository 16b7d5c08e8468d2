// A stream of the 2022 edition, from either end. Its plain bytes begin, as with AEAD-2017, with the target's address.

import type { BufferPool } from "../net/buffer_pool.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import {
  IncomingRequest,
  OutgoingRequest,
  type RequestReading,
  type RequestWriting,
} from "./request_2022.ts";
import {
  IncomingResponse,
  OutgoingResponse,
  type ResponseReading,
  type ResponseWriting,
} from "./response_2022.ts";
import { SealedConn } from "./sealed_conn.ts";

/** What all streams to one server share. */
export interface ClientParts2022 extends RequestWriting, ResponseReading {
  readonly buffers: BufferPool;
}

/** The first write must begin with a whole address. */
export class ClientConn2022 extends SealedConn {
  constructor(lower: StreamConn, parts: ClientParts2022) {
    const request = new OutgoingRequest(parts);
    super(lower, {
      incoming: new IncomingResponse(parts, request),
      outgoing: request,
      buffers: parts.buffers,
    });
  }
}

/** What all streams of one port share. */
export interface ServerParts2022 extends RequestReading, ResponseWriting {
  readonly buffers: BufferPool;
}

/** Nothing can be written before the first read has brought a request. */
export class ServerConn2022 extends SealedConn {
  readonly #request: IncomingRequest;

  constructor(lower: StreamConn, parts: ServerParts2022) {
    const request = new IncomingRequest(parts);
    super(lower, {
      incoming: request,
      outgoing: new OutgoingResponse(parts, request),
      buffers: parts.buffers,
    });
    this.#request = request;
  }

  /** Who has asked; `undefined` before the first read, and where everybody has the same key. */
  get user(): string | undefined {
    return this.#request.accepted?.user.user;
  }
}
