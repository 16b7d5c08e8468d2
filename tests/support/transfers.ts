// A download and an upload through what a test has started, by curl and an HttpTarget, compared by hash.

import { assertEquals } from "@std/assert";
import { curl } from "./curl.ts";
import { TemporaryFile } from "./temporary_file.ts";
import { digestOf, testBytes } from "./test_bytes.ts";

export interface TransferPath {
  /** Of the target, as the client reaches it. */
  readonly origin: string;
  /** What tells curl of a proxy. */
  readonly proxyFlags: readonly string[];
}

/** Both directions at the same time, so that neither end gets away with doing one after the other. */
export async function assertTransfers(
  bytes: number,
  { origin, proxyFlags }: TransferPath,
): Promise<void> {
  await using upload = await TemporaryFile.holding(testBytes(bytes));
  const [down, up] = await Promise.all([
    curl(...proxyFlags, `${origin}/bytes/${bytes}`),
    curl(...proxyFlags, "-H", "Expect:", "-T", upload.path, `${origin}/digest`),
  ]);
  assertEquals([down.code, down.stderr, up.code, up.stderr], [0, "", 0, ""]);
  const expected = digestOf(testBytes(bytes));
  assertEquals(digestOf(down.body), expected, "download");
  assertEquals(JSON.parse(new TextDecoder().decode(up.body)), expected, "upload");
}
