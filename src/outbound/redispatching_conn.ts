// A stream through one of several ways, until something is committed to it. As long as no payload byte has gone either way
// the stream may break or end, and goes on through the next way: the client sees delay only.
//
//        reached ── the first chunk comes, or the first write or FIN has gone ──► committed: everything is handed on
//         ▲   │
//         │   ├── it ends, or it breaks, or its first write fails before any of it was taken
//         │   ▼
//        redialing ── there is no other way ──► committed: the end or the fault is the client's
//
// A read that is pending goes on reading from the next way, and a write waits for it. Nothing is kept for that: the chunk
// is its owner's until the write resolves.

import type { HostPort } from "../net/address.ts";
import { asError } from "../net/as_error.ts";
import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { StreamError } from "../net/stream_error.ts";
import { reactionToLate, reactionToStream } from "./failover_table.ts";
import type { UpstreamWalk } from "./upstream_walk.ts";

export interface RedispatchParts {
  readonly walk: UpstreamWalk;
  readonly dial: (dialer: StreamDialer, signal: AbortSignal) => Promise<StreamConn>;
  /** For finding another way, however many are tried. */
  readonly limitMs: number;
  readonly clock: Clock;
}

export class RedispatchingConn implements StreamConn {
  #conn: StreamConn;
  /** Until the first chunk has come, or the stream is over: what came of the way is told then. */
  #parts: RedispatchParts | undefined;
  #isCommitted = false;
  #isClosed = false;
  /** The first write under way, or its aftermath. Never rejects. */
  #writing: Promise<void> | undefined;
  /** Whether another way was found. */
  #moving: Promise<boolean> | undefined;
  #redialing: AbortController | undefined;

  constructor(conn: StreamConn, parts: RedispatchParts) {
    this.#conn = conn;
    this.#parts = parts;
  }

  get localAddress(): HostPort {
    return this.#conn.localAddress;
  }

  get remoteAddress(): HostPort {
    return this.#conn.remoteAddress;
  }

  read(): Promise<Uint8Array | null> {
    return this.#parts === undefined ? this.#conn.read() : this.#firstRead(this.#parts);
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#isCommitted ? this.#conn.write(bytes) : this.#firstWrite(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#isCommitted ? this.#conn.closeWrite() : this.#finish();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#commit();
    this.#conn.close();
  }

  async #firstRead({ walk }: RedispatchParts): Promise<Uint8Array | null> {
    for (;;) {
      const from = this.#conn;
      const { chunk, fault } = await beginning(from);
      // What becomes of a write under way says whether something was committed; it may also find another way.
      if (chunk === null && this.#writing !== undefined) await this.#writing;
      if (this.#conn !== from) continue;
      if (chunk !== null) {
        walk.arrived();
        this.#commit();
        return chunk;
      }
      if (await this.#goesOn(fault ?? null)) continue;
      this.#commit();
      this.#refuseClosed();
      if (fault !== undefined) throw fault;
      return null;
    }
  }

  async #firstWrite(bytes: Uint8Array): Promise<void> {
    for (;;) {
      while (this.#moving !== undefined) await this.#moving;
      this.#refuseClosed();
      const writing = this.#conn.write(bytes);
      this.#writing = writing.then(ignore, ignore);
      try {
        await writing;
        this.#stay();
        return;
      } catch (error) {
        const isUntouched = error instanceof StreamError && error.isUntouched;
        if (isUntouched && await this.#goesOn(error)) continue;
        this.#stay();
        throw error;
      }
    }
  }

  async #finish(): Promise<void> {
    while (this.#moving !== undefined) await this.#moving;
    this.#refuseClosed();
    this.#stay();
    await this.#conn.closeWrite();
  }

  /** Whether there is another way now, after the one at hand has broken or ended (`null`). */
  #goesOn(ending: unknown): MaybePromise<boolean> {
    if (this.#parts === undefined) return false;
    if (this.#moving !== undefined) return this.#moving;
    const reaction = this.#isCommitted ? reactionToLate(ending) : reactionToStream(ending);
    if (!this.#parts.walk.leave(reaction, causeOf(ending))) return false;
    return this.#moving = this.#redial(this.#parts);
  }

  async #redial({ walk, dial, limitMs, clock }: RedispatchParts): Promise<boolean> {
    const over = this.#redialing = new AbortController();
    const alarm = clock.at(limitMs, () => over.abort(lateError()));
    try {
      return this.#change(await walk.reach((dialer) => dial(dialer, over.signal), over.signal));
    } catch (error) {
      if (!(error instanceof DialError)) throw error;
      return false;
    } finally {
      alarm.cancel();
      this.#redialing = this.#moving = undefined;
    }
  }

  /** Too late when it was closed in the same turn, or the old way has spoken after all. */
  #change(conn: StreamConn): boolean {
    const isWanted = !this.#isCommitted;
    (isWanted ? this.#conn : conn).close();
    if (isWanted) this.#conn = conn;
    return isWanted;
  }

  /** Something has gone, or may have. */
  #stay(): void {
    this.#isCommitted = true;
    this.#redialing?.abort(new DialError("cancelled", "Gave up: another way is not needed"));
  }

  /** From here on nothing is done but hand on. */
  #commit(): void {
    this.#stay();
    this.#parts?.walk.abandon();
    this.#parts = this.#writing = undefined;
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new StreamError("closed", "Cannot use the connection: it is closed");
  }
}

interface Beginning {
  readonly chunk: Uint8Array | null;
  readonly fault: unknown;
}

function beginning(from: StreamConn): Promise<Beginning> {
  return from.read().then(
    (chunk) => ({ chunk, fault: undefined }),
    (fault: unknown) => ({ chunk: null, fault }),
  );
}

function causeOf(ending: unknown): DialError {
  const message = ending === null
    ? "The stream ended before it had begun"
    : `The stream broke before it had begun: ${asError(ending).message}`;
  return new DialError("other", message, { cause: ending, at: "upstream" });
}

function lateError(): DialError {
  return new DialError("timed_out", "Cannot move on: no other way was found in time");
}

function ignore(): void {}
