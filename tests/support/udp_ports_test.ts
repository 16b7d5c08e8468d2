import { assertEquals } from "@std/assert";
import { socketsIn, udpSockets, untilBound, untilUdpSockets } from "./udp_ports.ts";

const TABLE = `\
   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  563: 0100007F:1F90 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 41254 2 0000000000000000 0
  564: 00000000000000000000000001000000:0035 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 41255 2 0000000000000000 0
`;

Deno.test("socketsIn() reads ports and inodes of both families", () => {
  assertEquals(socketsIn(TABLE), [{ port: 8080, inode: "41254" }, { port: 53, inode: "41255" }]);
});

Deno.test("udpSockets() counts those of the process, and no others", async () => {
  const before = await udpSockets(Deno.pid);
  const options = { transport: "udp", hostname: "127.0.0.1", port: 0 } as const;
  const sockets = [Deno.listenDatagram(options), Deno.listenDatagram(options)];
  using _tcp = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await untilBound((sockets[0]!.addr as Deno.NetAddr).port, () => true);
  assertEquals(await udpSockets(Deno.pid), before + 2);
  for (const socket of sockets) socket.close();
  await untilUdpSockets(Deno.pid, before);
});
