// The contract of a byte stream between two parties, whatever carries it: a TCP socket, a Shadowsocks stream over
// another StreamConn, or a pipe in a test.

import type { HostPort } from "./address.ts";

export interface StreamConn {
  readonly localAddress: HostPort;
  readonly remoteAddress: HostPort;
  /**
   * The next chunk, never empty; `null` when the peer has finished sending. The chunk is leased: it may be read and
   * overwritten until the next `read()`, then it belongs to the connection again. One read at a time.
   * Rejects with a StreamError when the stream breaks.
   */
  read(): Promise<Uint8Array | null>;
  /**
   * Sends all of `bytes`, which may be reused once the promise resolves. One write at a time.
   * Rejects with a StreamError when the stream breaks.
   */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Sends FIN: our half is finished, the other half goes on. After the last write has resolved; a second call does
   * nothing.
   */
  closeWrite(): Promise<void>;
  /**
   * Ends both halves and releases everything but a chunk on lease, which stays as it is. Idempotent, never throws; pending
   * and later calls reject.
   */
  close(): void;
  /**
   * Has the system ask a peer that is silent, in intervals of its own, whether it is still there; the stream breaks when it
   * is not. Absent where there is no socket to ask it of.
   */
  keepAlive?(): void;
}

/** What one listening socket hands out. */
export interface StreamListener {
  readonly address: HostPort;
  /** The next connection. Rejects when accepting fails (the caller backs off) and after `close()`. */
  accept(): Promise<StreamConn>;
  /** Newcomers are not answered any more, where the system can be told so; who is on the way still gets in. */
  turnAway(): void;
  /** Whoever waits to be accepted is reset. Idempotent. */
  close(): void;
}
