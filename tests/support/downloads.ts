// Many downloads by curl, some at a time, each checked to its last byte.

import { curl } from "./curl.ts";
import { type Digest, digestOf, testBytes } from "./test_bytes.ts";

export interface DownloadOptions {
  /** One download of each. */
  readonly sizes: readonly number[];
  readonly atOnce: number;
  /** Before the URL. */
  readonly flags: readonly string[];
  /** Of an HttpTarget. */
  readonly origin: string;
  /** Hears how many are over. */
  readonly progress: (done: number) => void;
}

export interface FailedDownload {
  readonly bytes: number;
  /** The exit code of curl; 0: the bytes are not those that were sent. */
  readonly code: number;
  readonly stderr: string;
  /** Where curl connected from. */
  readonly port: number;
}

/** Those that have failed. */
export async function downloadAll(options: DownloadOptions): Promise<FailedDownload[]> {
  const failed: FailedDownload[] = [];
  const expected = new Map<number, Digest>();
  const left = options.sizes.values();
  let done = 0;
  const work = async () => {
    for (const bytes of left) {
      if (!expected.has(bytes)) expected.set(bytes, digestOf(testBytes(bytes)));
      const failure = await download(bytes, { ...options, sha256: expected.get(bytes)!.sha256 });
      if (failure !== undefined) failed.push(failure);
      options.progress(++done);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
  return failed;
}

async function download(
  bytes: number,
  { flags, origin, sha256 }: DownloadOptions & Pick<Digest, "sha256">,
): Promise<FailedDownload | undefined> {
  const tells = ["--write-out", "%{stderr}\n%{local_port}"];
  const { code, body, stderr } = await curl(...flags, ...tells, `${origin}/bytes/${bytes}`);
  if (code === 0 && digestOf(body).sha256 === sha256) return undefined;
  const port = Number(stderr.slice(stderr.lastIndexOf("\n") + 1));
  return { bytes, code, stderr: stderr.trim(), port };
}
