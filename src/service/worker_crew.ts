// Several workers that are one service: each listens on the same ports, the kernel spreads the connections over them.
// Who fails is replaced.

import type { Config } from "../config/config.ts";
import type { Clock } from "../net/clock.ts";
import type { PlaneLog } from "./plane_log.ts";
import type { Remaining } from "./running_service.ts";
import type { WorkerMember } from "./worker_member.ts";

export interface CrewParts {
  /** `number` is new each time, `index` is the place that it takes. */
  readonly hire: (number: number, index: number) => WorkerMember;
  readonly clock: Clock;
  readonly log: PlaneLog;
}

/** Who fails at once again is replaced after these, doubling. */
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 10_000;
/** Who has lived so long has not failed at once. */
const SETTLED_MS = 10_000;

export class WorkerCrew {
  readonly #parts: CrewParts;
  /** With the place that each has. */
  readonly #members = new Map<WorkerMember, number>();
  #lastNumber = 0;
  #stopped = false;

  constructor(parts: CrewParts) {
    this.#parts = parts;
  }

  /** Resolves with the engines in use when all listen. */
  async start(count: number): Promise<readonly string[]> {
    const members = Array.from({ length: count }, (_, index) => this.#hire(index));
    try {
      const ready = await Promise.all(members.map((member) => member.ready));
      members.forEach((member, index) => this.#keepManned(index, member));
      return [...new Set(ready.flatMap(({ engines }) => engines))];
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** `shareOf` has what each place gets. */
  redirect(shareOf: (index: number) => Config): void {
    for (const [member, index] of this.#members) member.redirect(shareOf(index));
  }

  async drain(): Promise<Remaining> {
    this.#stopped = true;
    const remaining = await Promise.all([...this.#members.keys()].map((member) => member.drain()));
    return {
      connections: sum(remaining.map(({ connections }) => connections)),
      over: Promise.all(remaining.map(({ over }) => over)).then(() => {}),
    };
  }

  async close(): Promise<number> {
    this.#stopped = true;
    const members = [...this.#members.keys()];
    this.#members.clear();
    return sum(await Promise.all(members.map((member) => member.close())));
  }

  #hire(index: number): WorkerMember {
    const member = this.#parts.hire(++this.#lastNumber, index);
    this.#members.set(member, index);
    return member;
  }

  async #keepManned(index: number, first: WorkerMember): Promise<void> {
    const { clock, log } = this.#parts;
    let retryMs = FIRST_RETRY_MS;
    for (let member = first;;) {
      const hiredAt = clock.now();
      this.#tellLoss(member, await member.lost);
      if (clock.now() - hiredAt >= SETTLED_MS) retryMs = FIRST_RETRY_MS;
      await this.#pause(retryMs);
      if (this.#stopped) return;
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      const lost = member.number;
      const next = member = this.#hire(index);
      next.ready.then(
        () => log.info("worker {worker} takes the place of {lost}", { worker: next.number, lost }),
        // Its loss is told in its turn.
        () => {},
      );
    }
  }

  #tellLoss(member: WorkerMember, cause: Error): void {
    this.#members.delete(member);
    this.#parts.log.error("worker {worker} failed, {connections} open connections ended: {cause}", {
      worker: member.number,
      connections: member.connections,
      cause: cause.stack,
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.at(ms, resolve));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
