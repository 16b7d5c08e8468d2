// A file that lives as long as the test that needs it.

export class TemporaryFile implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async holding(bytes: Uint8Array): Promise<TemporaryFile> {
    const path = await Deno.makeTempFile({ prefix: "umbra_test_" });
    await Deno.writeFile(path, bytes);
    return new TemporaryFile(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path);
  }
}
