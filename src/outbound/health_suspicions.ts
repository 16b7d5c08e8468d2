// Who is to blame for an answer that did not come. A target that is down looks the same through every way, and must not
// mark them all down; so a way is only suspected at first, and blamed once the same target has answered through another.

import type { DialError } from "../net/dial_failure.ts";

export interface Conviction {
  readonly way: string;
  readonly cause: DialError;
}

export class HealthSuspicions {
  /** By way, then by the target that has not answered through it; the last failure of each. */
  readonly #suspects = new Map<string, Map<string, DialError>>();

  /** The target has not answered through this way. */
  add({ way, cause }: Conviction, target: string): void {
    const causes = this.#suspects.get(way) ?? new Map<string, DialError>();
    this.#suspects.set(way, causes.set(target, cause));
  }

  /** The target has answered through this way: returns the other ways that are convicted by that. */
  answered(way: string, target: string): readonly Conviction[] {
    this.#suspects.delete(way);
    const convicted: Conviction[] = [];
    for (const [suspect, causes] of this.#suspects) {
      const cause = causes.get(target);
      if (cause === undefined) continue;
      convicted.push({ way: suspect, cause });
      causes.delete(target);
    }
    return convicted;
  }
}
