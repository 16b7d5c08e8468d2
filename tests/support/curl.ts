// The curl of this machine, as a client that we did not write.

const MAX_SECONDS = "120";

export interface CurlResult {
  /** Curl's exit code: 0 when the transfer is complete. */
  readonly code: number;
  readonly body: Uint8Array<ArrayBuffer>;
  /** What it says of a failure. */
  readonly stderr: string;
}

/** Runs it without configuration files and without proxies of the environment. */
export async function curl(...args: readonly string[]): Promise<CurlResult> {
  const { code, stdout, stderr } = await new Deno.Command("curl", {
    args: ["-q", "--silent", "--show-error", "--max-time", MAX_SECONDS, ...args],
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "" },
    stdin: "null",
  }).output();
  return { code, body: stdout, stderr: new TextDecoder().decode(stderr) };
}
