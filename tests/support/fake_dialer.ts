// A StreamDialer and a ConnectLiteral whose every attempt waits for the test to decide it. As the contracts ask, an
// aborted attempt rejects at once with the reason of the abort.

import type { HostPort } from "../../src/net/address.ts";
import { DialError } from "../../src/net/dial_failure.ts";
import type { DialFailure } from "../../src/net/dial_failure.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import type { ConnectLiteral, DialOptions, StreamDialer } from "../../src/net/stream_dialer.ts";

export class Attempt {
  readonly address: HostPort;
  readonly signal: AbortSignal;
  readonly #outcome = Promise.withResolvers<StreamConn>();

  constructor(address: HostPort, signal: AbortSignal) {
    this.address = address;
    this.signal = signal;
  }

  get promise(): Promise<StreamConn> {
    return this.#outcome.promise;
  }

  succeed(conn: StreamConn): void {
    this.#outcome.resolve(conn);
  }

  fail(failure: DialFailure): void {
    this.#outcome.reject(new DialError(failure, `Cannot connect to ${this.address.host}`));
  }

  /** Rejects with what the contract does not allow. */
  failOddly(error: unknown): void {
    this.#outcome.reject(error);
  }

  abandonAtAbort(): void {
    const abandon = () => this.#outcome.reject(asDialError(this.signal.reason));
    if (this.signal.aborted) abandon();
    else this.signal.addEventListener("abort", abandon, { once: true });
  }
}

export class FakeConnect {
  readonly attempts: Attempt[] = [];
  readonly connect: ConnectLiteral = (address, signal) => {
    const attempt = new Attempt(address, signal);
    this.attempts.push(attempt);
    if (!this.#deaf) attempt.abandonAtAbort();
    return attempt.promise;
  };
  readonly #deaf: boolean;

  /** `deaf`: attempts end too late to notice their abort. */
  constructor({ deaf = false } = {}) {
    this.#deaf = deaf;
  }

  get addresses(): readonly string[] {
    return this.attempts.map(({ address }) => address.host);
  }
}

type FakeDial = Attempt & Pick<DialOptions, "progress" | "client" | "awaiting">;

export class FakeDialer implements StreamDialer {
  readonly dials: FakeDial[] = [];

  dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    const { signal, progress, client, awaiting } = options;
    const attempt = Object.assign(new Attempt(target, signal), { progress, client, awaiting });
    this.dials.push(attempt);
    attempt.abandonAtAbort();
    progress("CONNECTING");
    return attempt.promise;
  }

  /** The dial that was asked for last. */
  get last(): FakeDial {
    const last = this.dials.at(-1);
    if (last === undefined) throw new Error("Nothing was dialed");
    return last;
  }
}

function asDialError(reason: unknown): DialError {
  return reason instanceof DialError ? reason : new DialError("cancelled", "Gave up");
}
