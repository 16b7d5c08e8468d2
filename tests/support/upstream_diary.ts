// An UpstreamObserver that writes down what it hears.

import type { DialError } from "../../src/net/dial_failure.ts";
import type { ProbeResult, UpstreamObserver } from "../../src/net/upstream_observer.ts";

export class UpstreamDiary implements UpstreamObserver {
  /** `a moved on`, `a down`, `a back`, `a probed`; and so on, in order. */
  readonly lines: string[] = [];
  readonly causes: DialError[] = [];

  movedOn(upstream: string, cause: DialError): void {
    this.lines.push(`${upstream} moved on`);
    this.causes.push(cause);
  }

  wentDown(upstream: string, cause: DialError, _retryMs: number): void {
    this.lines.push(`${upstream} down`);
    this.causes.push(cause);
  }

  cameBack(upstream: string): void {
    this.lines.push(`${upstream} back`);
  }

  probed(upstream: string, _result: ProbeResult): void {
    this.lines.push(`${upstream} probed`);
  }

  /** The lines since this was asked last. */
  take(): readonly string[] {
    return this.lines.splice(0);
  }
}
