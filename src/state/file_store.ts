// A file that only its owner can read.

export class FileStore {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** `undefined`: there is none. */
  async readText(): Promise<string | undefined> {
    try {
      return await Deno.readTextFile(this.#path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /** Rejects with AlreadyExists where there is one. */
  create(content: Uint8Array): Promise<void> {
    return writeNew(this.#path, content);
  }

  /**
   * As a whole: whoever reads it meets the content from before or the one from after, also when the machine stops in
   * between.
   */
  async replace(content: Uint8Array): Promise<void> {
    const draft = `${this.#path}.${crypto.randomUUID()}`;
    try {
      await writeNew(draft, content);
      await Deno.rename(draft, this.#path);
    } catch (error) {
      await Deno.remove(draft).catch(() => {});
      throw error;
    }
  }
}

/** On the disk before a name leads to it: else a file without content could take the place of another. */
async function writeNew(path: string, content: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  for (let at = 0; at < content.length;) at += await file.write(content.subarray(at));
  await file.sync();
}
