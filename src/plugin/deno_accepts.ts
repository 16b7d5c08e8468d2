// Whether somebody takes a connection at an address.

import type { HostPort } from "../net/address.ts";

export async function accepts({ host, port }: HostPort, signal: AbortSignal): Promise<boolean> {
  try {
    const conn = await Deno.connect({ hostname: host, port, signal });
    conn.close();
    return true;
  } catch {
    return false;
  }
}
