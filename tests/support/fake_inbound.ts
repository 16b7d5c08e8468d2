// Inbounds as a test writes them: a generator, and requests that count how they were answered.

import type { HostPort } from "../../src/net/address.ts";
import type { DialFailure } from "../../src/net/dial_failure.ts";
import type { Inbound, Pending, PendingStream } from "../../src/net/inbound.ts";
import type { Progress } from "../../src/net/progress.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import type { Awaiting } from "../../src/net/stream_dialer.ts";

export type Accept = (conn: StreamConn, progress: Progress) => AsyncIterable<Pending>;

export function inboundOf(accept: Accept): Inbound {
  return { accept };
}

export interface RequestOptions {
  readonly client: StreamConn;
  readonly target?: HostPort;
  readonly user?: string;
  readonly complete?: Promise<void>;
  readonly awaiting?: Awaiting;
  /** What proceed() does beyond being counted. */
  readonly onProceed?: () => Promise<void>;
  readonly onAbort?: (failure: DialFailure) => Promise<void>;
}

export const FAKE_TARGET: HostPort = { host: "target.example", port: 443 };

export class FakeRequest implements PendingStream {
  readonly kind = "stream";
  readonly target: HostPort;
  readonly user: string | undefined;
  readonly client: StreamConn;
  readonly complete?: Promise<void>;
  readonly awaiting?: Awaiting;
  /** "proceed" or the failure of each abort. */
  readonly answers: string[] = [];
  readonly #options: RequestOptions;

  constructor(options: RequestOptions) {
    this.target = options.target ?? FAKE_TARGET;
    this.user = options.user;
    this.client = options.client;
    if (options.complete !== undefined) this.complete = options.complete;
    if (options.awaiting !== undefined) this.awaiting = options.awaiting;
    this.#options = options;
  }

  async proceed(): Promise<void> {
    this.answers.push("proceed");
    await this.#options.onProceed?.();
  }

  async abort(failure: DialFailure): Promise<void> {
    this.answers.push(failure);
    await this.#options.onAbort?.(failure);
  }
}
