// A worker that says what a test wants it to say, and keeps what it is told.

import type { MemberParts, WorkerPort } from "../../src/service/worker_member.ts";
import type { PlaneLog } from "../../src/service/plane_log.ts";
import type { FromWorker, ToWorker } from "../../src/service/worker_messages.ts";
import type { Resolver } from "../../src/net/resolver.ts";
import { SaltFilter } from "../../src/replay/salt_filter.ts";
import { ManualClock } from "./manual_clock.ts";
import { RecordingAssociations } from "./recording_associations.ts";
import { RecordingObserver } from "./recording_observer.ts";

export class FakeWorker implements WorkerPort {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly told: ToWorker[] = [];
  isTerminated = false;

  postMessage(message: ToWorker): void {
    if (this.isTerminated) throw new Error("Told after its end");
    // What cannot cross, or loses something on the way, shall not pass a test.
    this.told.push(structuredClone(message));
  }

  terminate(): void {
    this.isTerminated = true;
  }

  say(message: FromWorker): void {
    this.onmessage?.(new MessageEvent("message", { data: structuredClone(message) }));
  }

  /** As Deno tells of a worker that has ended by an error; whether that was dealt with. */
  crash(message: string): boolean {
    const event = new ErrorEvent("error", { message, cancelable: true });
    this.onerror?.(event);
    return event.defaultPrevented;
  }

  /** What was told last, which must be of this kind. */
  lastTold<K extends ToWorker["kind"]>(kind: K): ToWorker & { readonly kind: K } {
    const last = this.told.at(-1);
    if (last?.kind !== kind) throw new Error(`Last told ${last?.kind}, not ${kind}`);
    return last as ToWorker & { readonly kind: K };
  }

  /** Loaded, told its part, and listening. */
  getReady(engine: string): void {
    this.say({ kind: "awake" });
    this.lastTold("start");
    this.say({ kind: "ready", engines: [engine] });
  }
}

/** The main isolate around a fake worker. */
export class FakeHeadquarters {
  readonly clock = new ManualClock();
  readonly observer = new RecordingObserver();
  readonly associations = new RecordingAssociations();
  readonly lines: string[] = [];
  readonly resolve: Resolver["resolve"];

  constructor(resolve: FakeHeadquarters["resolve"] = () => Promise.resolve([])) {
    this.resolve = resolve;
  }

  get log(): PlaneLog {
    const line = (level: string): PlaneLog["info"] => (text, properties = {}) => {
      const said = text.replace(/\{(\w+)\}/g, (_, name) => String(properties[name]));
      this.lines.push(`${level} ${said}`);
    };
    return { info: line("info"), warn: line("warn"), error: line("error") };
  }

  parts(number: number, config: MemberParts["config"]): MemberParts {
    const { clock, observer, associations, log } = this;
    const control = {
      observer,
      associations,
      log,
      resolver: this,
      salts: new SaltFilter(),
      recentSalts: undefined,
    };
    return { number, config, control, clock, startLog: log };
  }
}
