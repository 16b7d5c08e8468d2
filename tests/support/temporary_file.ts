// A file that lives as long as the test that needs it.

export class TemporaryFile implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** `suffix`: what its name ends with. */
  static async holding(
    bytes: Uint8Array,
    { suffix = "" }: { readonly suffix?: string } = {},
  ): Promise<TemporaryFile> {
    const path = await Deno.makeTempFile({ prefix: "umbra_test_", suffix });
    await Deno.writeFile(path, bytes);
    return new TemporaryFile(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path);
  }
}
