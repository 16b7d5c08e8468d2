// A clock that stands still until a test moves it.

import type { Cancel, Clock } from "../../src/net/clock.ts";

export class ManualClock implements Clock {
  #now = 0;
  #alarms: { due: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  at(ms: number, run: () => void): Cancel {
    const alarm = { due: this.#now + ms, run };
    this.#alarms.push(alarm);
    return { cancel: () => this.#alarms = this.#alarms.filter((other) => other !== alarm) };
  }

  /** As a process that is kept from running: what falls due meanwhile rings late, with the next `advance()`. */
  stall(ms: number): void {
    this.#now += ms;
  }

  /** How many alarms wait to ring. */
  get pending(): number {
    return this.#alarms.length;
  }

  /** Lets everything run that is due, moves on by `ms`, ringing what falls due on the way, and lets what was woken run. */
  async advance(ms: number): Promise<void> {
    await settle();
    const end = this.#now + ms;
    for (;;) {
      const next = this.#alarms.filter((alarm) =>
        alarm.due <= end
      ).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
      this.#now = Math.max(this.#now, next.due);
      next.run();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }
}

/** Whether it has resolved by the time that everything that can go on has gone on. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(() => settled = true);
  await settle();
  return settled;
}
