// How quick and how sound each of several ways is, as one number to choose by: the score of shadowsocks-rust's balancer.
// Samples come from connections, which say how long the way itself takes to answer, and from probes (health_probe.ts),
// which say how long an answer from the far side takes. The two are never mixed: the way in use, with its many
// connections, would be compared by another yardstick than the ways that are only probed.

import type { Clock } from "../net/clock.ts";
import type { ProbeResult } from "../net/upstream_observer.ts";
import { type LatencySummary, LatencyWindow } from "./latency_window.ts";

export interface LatencyOptions {
  readonly clock: Pick<Clock, "now">;
  /** Milliseconds: what is older counts no more. */
  readonly windowMs: number;
  /** Milliseconds: nothing is worse than that. */
  readonly maxMs: number;
  /** Of the ways that have a score. */
  readonly weights: ReadonlyMap<string, number>;
}

/** Failing one time in three is as bad as taking the longest each time. */
const FAILURES = 3;
const PARTS = 1 + FAILURES + 1;

export class LatencyBoard {
  readonly #clock: Pick<Clock, "now">;
  readonly #maxMs: number;
  readonly #ways: ReadonlyMap<string, WayLatency>;

  constructor({ clock, windowMs, maxMs, weights }: LatencyOptions) {
    this.#clock = clock;
    this.#maxMs = maxMs;
    this.#ways = new Map(Array.from(weights, ([name, weight]) => [name, {
      weight,
      dials: new LatencyWindow(windowMs),
      probes: new LatencyWindow(windowMs),
    }]));
  }

  /** A connection; `ms` undefined: the way has failed it. */
  dialed(name: string, ms: number | undefined): void {
    this.#ways.get(name)?.dials.add(this.#clock.now(), ms);
  }

  /** As an UpstreamObserver hears of it. */
  probed(name: string, result: ProbeResult): void {
    const ms = result.kind === "answered" ? result.ms : undefined;
    this.#ways.get(name)?.probes.add(this.#clock.now(), ms);
  }

  /**
   * Lower is better: 0..1, divided by the weight. `undefined` where nothing is known, which is worse than any score, and
   * for a way of weight 0.
   */
  score(name: string): number | undefined {
    const way = this.#ways.get(name);
    if (way === undefined || way.weight === 0) return undefined;
    const now = this.#clock.now();
    const dials = way.dials.summary(now);
    const probes = way.probes.summary(now);
    const times = probes ?? dials;
    if (times === undefined) return undefined;
    // Where one kind fails and the other does not, the one that fails is what a client would feel.
    const failureRate = Math.max(dials?.failureRate ?? 0, probes?.failureRate ?? 0);
    return (this.#slowness(times) + FAILURES * failureRate) / PARTS / way.weight;
  }

  /** 0..2: how long, and how unsteady. */
  #slowness({ times }: LatencySummary): number {
    if (times === undefined) return 2;
    const { median, deviation } = times;
    return Math.min(1, median / this.#maxMs) + Math.min(1, deviation / this.#maxMs);
  }
}

interface WayLatency {
  readonly weight: number;
  readonly dials: LatencyWindow;
  readonly probes: LatencyWindow;
}
