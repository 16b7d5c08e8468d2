// What a file says now. It is looked at again when it is asked about, but not more often than every few seconds, and read
// only when it has changed.

import type { Clock } from "../net/clock.ts";

const LOOK_MS = 5_000;

export interface TextFile {
  /** Another one after each change; `undefined` when there is no such file, or none for us. */
  stamp(): string | undefined;
  /** `undefined` likewise. */
  read(): string | undefined;
}

export interface WatchParts<T> {
  readonly clock: Clock;
  /** A file that is not there is as good as an empty one. */
  readonly parse: (text: string) => T;
}

export class WatchedFile<T> {
  readonly #file: TextFile;
  readonly #parts: WatchParts<T>;
  #lookedAt = -Infinity;
  #stamp: string | undefined;
  #value: T | undefined;

  constructor(file: TextFile, parts: WatchParts<T>) {
    this.#file = file;
    this.#parts = parts;
  }

  /** The same object for as long as the file has not changed. */
  get value(): T {
    const now = this.#parts.clock.now();
    if (this.#value !== undefined && now - this.#lookedAt < LOOK_MS) return this.#value;
    this.#lookedAt = now;
    const stamp = this.#file.stamp();
    if (this.#value !== undefined && stamp === this.#stamp) return this.#value;
    this.#stamp = stamp;
    const text = stamp === undefined ? undefined : this.#file.read();
    return this.#value = this.#parts.parse(text ?? "");
  }
}
