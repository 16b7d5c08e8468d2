// A file of the machine, whole.

/** Rejects with the platform's error. */
export function readFileBytes(path: string): Promise<Uint8Array> {
  return Deno.readFile(path);
}
