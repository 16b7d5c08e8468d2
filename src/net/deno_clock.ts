// The Clock over one platform timer. Alarms of one duration fall due in the order in which they were set, so each
// duration has a queue whose head alone matters; a connection's deadline costs two list links, not a timer.

import type { Cancel, Clock } from "./clock.ts";

class Alarm implements Cancel {
  next: Alarm | undefined;
  previous: Alarm | undefined;

  constructor(
    readonly queue: Queue,
    readonly due: number,
    readonly run: () => void,
  ) {}

  cancel(): void {
    this.queue.remove(this);
  }
}

class Queue {
  head: Alarm | undefined;
  #tail: Alarm | undefined;

  append(alarm: Alarm): void {
    alarm.previous = this.#tail;
    if (this.#tail === undefined) this.head = alarm;
    else this.#tail.next = alarm;
    this.#tail = alarm;
  }

  /** Does nothing when the alarm has left the queue before. */
  remove(alarm: Alarm): void {
    if (alarm.previous === undefined && this.head !== alarm) return;
    if (alarm.previous === undefined) this.head = alarm.next;
    else alarm.previous.next = alarm.next;
    if (alarm.next === undefined) this.#tail = alarm.previous;
    else alarm.next.previous = alarm.previous;
    alarm.next = alarm.previous = undefined;
  }
}

/** What a platform timer can wait for; it rings at once when asked for more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class DenoClock implements Clock, Disposable {
  readonly #queues = new Map<number, Queue>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerDue = Infinity;
  #isDisposed = false;

  now(): number {
    return performance.now();
  }

  at(ms: number, run: () => void): Cancel {
    const queue = this.#queueOf(ms);
    const alarm = new Alarm(queue, this.now() + ms, run);
    queue.append(alarm);
    if (alarm.due < this.#timerDue && !this.#isDisposed) this.#arm(alarm.due);
    return alarm;
  }

  /** Forgets every alarm, also those set later, and frees the timer. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#timerDue = Infinity;
    this.#queues.clear();
  }

  #queueOf(ms: number): Queue {
    let queue = this.#queues.get(ms);
    if (queue === undefined) this.#queues.set(ms, queue = new Queue());
    return queue;
  }

  #arm(due: number): void {
    clearTimeout(this.#timer);
    this.#timerDue = due;
    const wait = Math.min(Math.max(0, Math.ceil(due - this.now())), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.#ring(), wait);
  }

  /**
   * Cancelled alarms leave the timer as it is: it then wakes for nothing once, which is cheaper than moving it each time.
   */
  #ring(): void {
    this.#timerDue = Infinity;
    const now = this.now();
    let next = Infinity;
    for (const queue of this.#queues.values()) {
      while (queue.head !== undefined && queue.head.due <= now) {
        const alarm = queue.head;
        queue.remove(alarm);
        alarm.run();
      }
      if (queue.head !== undefined) next = Math.min(next, queue.head.due);
    }
    if (next < this.#timerDue && !this.#isDisposed) this.#arm(next);
  }
}
