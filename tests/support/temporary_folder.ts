// A folder that lives as long as the test that needs it. Programs that give up root can read it, too.

export class TemporaryFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<TemporaryFolder> {
    const path = await Deno.makeTempDir({ prefix: "umbra_test_" });
    await Deno.chmod(path, 0o755);
    return new TemporaryFolder(path);
  }

  /** Files by their names. */
  async write(texts: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(texts)) {
      await Deno.writeTextFile(`${this.path}/${name}`, text);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
