// A proxy that says what a test has written down, whatever it is asked; after that it has finished.

import { assertEquals, assertRejects } from "@std/assert";
import type { HostPort } from "../../src/net/address.ts";
import { DialError, type DialFailure, type FailedAt } from "../../src/net/dial_failure.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import type { StreamDialer } from "../../src/net/stream_dialer.ts";
import type { ProxyParts } from "../../src/outbound/proxy_handshake.ts";
import { ManualClock } from "./manual_clock.ts";
import { cutEvery, ScriptedConn } from "./scripted_conn.ts";

export const PROXY: HostPort = { host: "192.0.2.250", port: 0x0438 };

export class ScriptedProxy {
  readonly clock = new ManualClock();
  readonly conn: ScriptedConn;
  /** What was dialed to reach it. */
  readonly dialed: HostPort[] = [];
  readonly parts: ProxyParts;

  /** `script` in chunks of `step` bytes. */
  constructor(script: Uint8Array, step = Infinity) {
    this.conn = new ScriptedConn(
      script.length === 0 ? [] : cutEvery(script, Math.min(step, script.length)),
    );
    const transport: StreamDialer = {
      dial: (target) => {
        this.dialed.push(target);
        return Promise.resolve(this.conn);
      },
    };
    this.parts = { proxy: PROXY, transport, clock: this.clock, handshakeMs: 30_000 };
  }

  /** All that it was told, in hex, write by write. */
  get heard(): readonly string[] {
    return this.conn.writes.map((bytes) => bytes.toHex());
  }
}

export function dialWith(dialer: StreamDialer, target: HostPort): Promise<StreamConn> {
  const { signal } = new AbortController();
  return dialer.dial(target, { signal, progress: () => {} });
}

export interface Expected {
  readonly failure: DialFailure;
  readonly at: FailedAt;
}

/** The dial fails so, and nothing of it is left. */
export async function assertDialFails(
  { conn, clock }: ScriptedProxy,
  dial: () => Promise<unknown>,
  expected: Expected,
): Promise<DialError> {
  const error = await assertRejects(dial, DialError);
  assertEquals({ failure: error.failure, at: error.at }, expected);
  assertEquals([conn.isClosed, clock.pending], [true, 0]);
  return error;
}
