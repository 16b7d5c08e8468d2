// Payloads there and back, a few on their way at a time, so that no queue of the system overflows and every loss is
// somebody's fault.

import { assert, assertEquals } from "@std/assert";
import { digestOf } from "./test_bytes.ts";
import type { PayloadPath } from "./udp_client.ts";

const IN_FLIGHT = 8;

/** Each payload comes back once and unchanged, in whatever order, and nothing else does. Those on their way at a time must differ. */
export async function assertEchoes(
  path: PayloadPath,
  payloads: Iterable<Uint8Array>,
  { inFlight = IN_FLIGHT }: { readonly inFlight?: number } = {},
): Promise<void> {
  const awaited = new Set<string>();
  let sent = 0;
  for (const payload of payloads) {
    if (awaited.size === inFlight) await receiveOne(path, { awaited, sent });
    awaited.add(digestOf(payload).sha256);
    await path.send(payload);
    sent++;
  }
  while (awaited.size > 0) await receiveOne(path, { awaited, sent });
}

async function receiveOne(
  path: PayloadPath,
  { awaited, sent }: { readonly awaited: Set<string>; readonly sent: number },
): Promise<void> {
  const payload = await receiveWithin(path, `${awaited.size} of ${sent} are lost`);
  assert(awaited.delete(digestOf(payload).sha256), `${payload.length} bytes that nobody has sent`);
}

async function receiveWithin(path: PayloadPath, lost: string): Promise<Uint8Array> {
  try {
    return await path.receive();
  } catch (cause) {
    throw new Error(lost, { cause });
  }
}

/** One payload of so many bytes, alone on its way. */
export async function assertEcho(path: PayloadPath, payload: Uint8Array): Promise<void> {
  await path.send(payload);
  assertEquals(digestOf(await path.receive()), digestOf(payload));
}
