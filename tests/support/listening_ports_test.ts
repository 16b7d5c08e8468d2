import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  freePorts,
  isListening,
  listeningPorts,
  untilListening,
  untilNotListening,
} from "./listening_ports.ts";

// Only Linux tells in /proc.
const ignore = Deno.build.os !== "linux";

Deno.test("listeningPorts() takes the listeners out of the kernel's table", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid",
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0",
    "   1: 0100007F:0050 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0",
    "   2: 00000000000000000000000001000000:01BB 00000000000000000000000000000000:0000 0A",
    "",
  ].join("\n");
  assertEquals([...listeningPorts(table)], [8080, 443]);
});

Deno.test({ name: "isListening() follows a listener as it comes and goes", ignore }, async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  assert(await isListening(port));
  listener.close();
  await untilNotListening(port);
  assert(!await isListening(port));
});

Deno.test({ name: "untilListening() rejects when the process is gone", ignore }, async () => {
  const [port] = freePorts(1);
  await assertRejects(() => untilListening(port!, () => false), Error, `port ${port}`);
});

Deno.test("freePorts() gives as many different ports as asked for", () => {
  const ports = freePorts(50);
  assertEquals(new Set(ports).size, 50);
});
