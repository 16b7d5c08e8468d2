// A regular trial of each of several ways, besides what connections show: one at a time for each way, each way at times of
// its own, which are drawn anew after every trial so that there is no beat to be seen on the wire.

import { formatHostPort, type HostPort } from "../net/address.ts";
import { asError } from "../net/as_error.ts";
import type { Cancel, Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import { isIp } from "../net/ip_address.ts";
import type { ProbeResult, UpstreamObserver } from "../net/upstream_observer.ts";
import { type HealthTarget, pick, type Random } from "./health_request.ts";
import { HealthSuspicions } from "./health_suspicions.ts";
import { type TrialParts, tryPackets, tryStreams } from "./health_trial.ts";
import type { Way } from "./way.ts";

export interface HealthParts {
  readonly ways: readonly ProbedWay[];
  /** At least one. */
  readonly targets: readonly HealthTarget[];
  /** IP literals, for ways that carry packets alone: at least one. */
  readonly nameServers: readonly HostPort[];
  /** The mean time from the end of a trial to the next, in milliseconds. */
  readonly intervalMs: number;
  /** An answer that begins later is none, in milliseconds. */
  readonly maxMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly observers: readonly Pick<UpstreamObserver, "probed">[];
}

/** A ManagedWay is one. */
export interface ProbedWay extends Way {
  readonly state: ProbedState;
}

/** Whether the way is up, as far as anybody knows. */
export interface ProbedState {
  failed(cause: DialError): void;
  succeeded(): void;
}

/** So soon after the start each way has been tried, one after the other. */
const FIRST_WITHIN_MS = 10_000;
/** Times are multiples of such a part of the interval: a clock keeps a queue for each duration that it has seen. */
const STEPS = 64;
/** What servers of names are asked for where no target has a name. */
const SOME_NAME = "example.com";

export class HealthProbe {
  readonly #parts: HealthParts;
  readonly #suspicions = new HealthSuspicions();
  readonly #alarms = new Map<ProbedWay, Cancel>();
  readonly #over = new AbortController();

  /** The first trials begin soon. */
  constructor(parts: HealthParts) {
    this.#parts = parts;
    const soon = Math.min(FIRST_WITHIN_MS, parts.intervalMs);
    for (const way of parts.ways) this.#schedule(way, this.#stepOf(soon));
  }

  /** Ends the trials under way; nothing is told of them. Idempotent. */
  close(): void {
    for (const alarm of this.#alarms.values()) alarm.cancel();
    this.#alarms.clear();
    this.#over.abort(new DialError("cancelled", "Gave up the trial: the service stops"));
  }

  #schedule(way: ProbedWay, ms: number): void {
    this.#alarms.set(way, this.#parts.clock.at(ms, () => void this.#probe(way)));
  }

  /** From 0 to `range`. */
  #stepOf(range: number): number {
    return Math.round(this.#parts.random() * STEPS) / STEPS * range;
  }

  async #probe(way: ProbedWay): Promise<void> {
    const trial = this.#chooseTrial(way);
    const result = await this.#timed(trial.run);
    if (this.#over.signal.aborted) return;
    for (const observer of this.#parts.observers) observer.probed(way.name, result);
    this.#judge(way, trial.target, result);
    const { intervalMs } = this.#parts;
    this.#schedule(way, intervalMs / 2 + this.#stepOf(intervalMs));
  }

  #chooseTrial({ dialer, packetDialer }: Way): Trial {
    const { targets, nameServers, random } = this.#parts;
    const target = pick(targets, random);
    if (dialer !== undefined) {
      return {
        target: formatHostPort(target.address),
        run: (parts) => tryStreams(dialer, target, parts),
      };
    }
    const server = pick(nameServers, random);
    const { host } = target.address;
    const question = { server, name: isIp(host) ? SOME_NAME : host };
    return {
      target: formatHostPort(server),
      // A way that carries neither is none.
      run: (parts) => tryPackets(packetDialer!, question, parts),
    };
  }

  async #timed(run: Trial["run"]): Promise<ProbeResult> {
    const { clock, random, maxMs } = this.#parts;
    const late = new AbortController();
    const alarm = clock.at(maxMs, () => {
      late.abort(new DialError("timed_out", `no answer within ${maxMs} ms`));
    });
    try {
      const signal = AbortSignal.any([late.signal, this.#over.signal]);
      return { kind: "answered", ms: await run({ clock, random, signal }) };
    } catch (error) {
      return { kind: "failed", cause: asError(error) };
    } finally {
      alarm.cancel();
    }
  }

  #judge({ name, state }: ProbedWay, target: string, result: ProbeResult): void {
    if (result.kind === "answered") {
      state.succeeded();
      this.#convict(this.#suspicions.answered(name, target));
      return;
    }
    const cause = asDialError(result.cause);
    if (cause.at === "here") return;
    if (cause.at === "upstream") state.failed(cause);
    else this.#suspicions.add({ way: name, cause }, target);
  }

  #convict(convicted: ReturnType<HealthSuspicions["answered"]>): void {
    for (const { way, cause } of convicted) {
      const suspect = this.#parts.ways.find(({ name }) => name === way);
      const { failure, message } = cause;
      suspect?.state.failed(new DialError(failure, message, { cause, at: "upstream" }));
    }
  }
}

interface Trial {
  readonly target: string;
  readonly run: (parts: TrialParts) => Promise<number>;
}

function asDialError(error: Error): DialError {
  if (error instanceof DialError) return error;
  return new DialError("other", `Cannot try it: ${error.message}`, { cause: error });
}
