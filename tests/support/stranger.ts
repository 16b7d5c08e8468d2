// A worker that visits a port of loopback as strangers would, at a steady pace: each says something and leaves. It tells
// now and then how many have come. stranger_flood.ts starts it.

import type { FloodOrder } from "./stranger_flood.ts";
import { writeAll } from "./test_conn.ts";

const TICK_MS = 5;
const PROBE_BYTES = 221;

const worker = globalThis as unknown as {
  onmessage: (event: MessageEvent<FloodOrder>) => void;
  postMessage(come: number): void;
};

worker.onmessage = ({ data: { port, perSecond } }) => {
  const start = performance.now();
  let [begun, come] = [0, 0];
  setInterval(() => {
    const due = (performance.now() - start) * perSecond / 1000;
    for (; begun < due; begun++) visit(port).then(() => come++, () => {});
    worker.postMessage(come);
  }, TICK_MS);
};

async function visit(port: number): Promise<void> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await writeAll(conn, crypto.getRandomValues(new Uint8Array(PROBE_BYTES)));
}
