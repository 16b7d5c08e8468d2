// A TextFile on disk. Small files, seldom read: the synchronous calls cost less than a thread of the pool, which may be busy.

import type { TextFile } from "./watched_file.ts";

export class DenoTextFile implements TextFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  stamp(): string | undefined {
    try {
      const { mtime, size, ino } = Deno.statSync(this.#path);
      return `${mtime?.getTime()} ${size} ${ino}`;
    } catch {
      return undefined;
    }
  }

  read(): string | undefined {
    try {
      return Deno.readTextFileSync(this.#path);
    } catch {
      return undefined;
    }
  }
}
