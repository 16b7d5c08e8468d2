// Ways to fail over between, whose dialers wait for the test, and one state each.

import type { DialFailure } from "../../src/net/dial_failure.ts";
import { DialError } from "../../src/net/dial_failure.ts";
import type { ManagedWay } from "../../src/outbound/managed_way.ts";
import { UpstreamState } from "../../src/outbound/upstream_state.ts";
import { FakeDialer } from "./fake_dialer.ts";
import { ManualClock } from "./manual_clock.ts";
import { UpstreamDiary } from "./upstream_diary.ts";

export const RETRY_MS = 300_000;

export class ManagedWays {
  readonly clock = new ManualClock();
  readonly diary = new UpstreamDiary();
  readonly dialers: readonly FakeDialer[];
  readonly states: readonly UpstreamState[];
  readonly ways: readonly ManagedWay[];

  /** One for each letter. */
  constructor(names: string, { failThreshold = 2 } = {}) {
    const { clock, diary: observer } = this;
    const parts = { failThreshold, retryMs: RETRY_MS, clock, observer };
    this.dialers = Array.from(names, () => new FakeDialer());
    this.states = Array.from(names, (name) => new UpstreamState({ name, ...parts }));
    this.ways = Array.from(names, (name, i) => ({
      name,
      dialer: this.dialers[i],
      packetDialer: undefined,
      weights: { streams: 1, packets: 1 },
      state: this.states[i]!,
    }));
  }

  /** How often each was dialed. */
  get dials(): string {
    return this.dialers.map(({ dials }) => dials.length).join(" ");
  }

  markDown(...ways: readonly number[]): void {
    for (const way of ways) {
      while (!this.states[way]!.isDown) this.states[way]!.failed(upstreamError("refused"));
    }
    this.diary.take();
  }
}

export function upstreamError(failure: DialFailure): DialError {
  return new DialError(failure, `Cannot reach the server: ${failure}`, { at: "upstream" });
}
