// A SIP003u plugin, run by Deno as a program of its own: carries connections and packets with every bit turned, so that
// nothing gets through unless there is one at each end.
//
//   sample_plugin.ts client|server [exit | deaf | loud | stubborn]
//
// Its option `tcp` or `udp` has it carry nothing else. `exit` ends at once, `deaf` never listens, `loud` prints megabytes
// first, `stubborn` ignores SIGTERM.

import { writeAll } from "./test_conn.ts";

const LOUD_LINES = 1_000_000;
const CHUNK_BYTES = 64 * 1024;

interface Address {
  readonly hostname: string;
  readonly port: number;
}

function main([side, habit]: readonly string[]): void {
  if (habit === "exit") {
    console.error("sample plugin: no such option: \x1b[31mred");
    Deno.exit(3);
  }
  if (habit === "loud") console.log("loud\n".repeat(LOUD_LINES));
  if (habit === "stubborn") Deno.addSignalListener("SIGTERM", () => {});
  if (habit === "deaf") return void setInterval(() => {}, 60_000);
  const [remote, local] = [addressOf("REMOTE"), addressOf("LOCAL")];
  const [from, to] = side === "server" ? [remote, local] : [local, remote];
  const carries = Deno.env.get("SS_PLUGIN_OPTIONS");
  if (carries !== "tcp") carryPackets(from, to);
  if (carries !== "udp") carryConnections(from, to);
}

function addressOf(which: "REMOTE" | "LOCAL"): Address {
  const [hostname, port] = [Deno.env.get(`SS_${which}_HOST`), Deno.env.get(`SS_${which}_PORT`)];
  return { hostname: hostname!, port: Number(port) };
}

async function carryConnections(from: Address, to: Address): Promise<void> {
  for await (const conn of Deno.listen(from)) carryConnection(conn, to).catch(() => conn.close());
}

async function carryConnection(conn: Deno.Conn, to: Address): Promise<void> {
  using far = await Deno.connect(to);
  await Promise.all([copy(conn, far), copy(far, conn)]);
  conn.close();
}

async function copy(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const length = await from.read(buffer);
    if (length === null) break;
    await writeAll(to, turned(buffer.subarray(0, length)));
  }
  await to.closeWrite();
}

/** One socket for each who sends, as SIP003u wants it. */
async function carryPackets(from: Address, to: Address): Promise<void> {
  const front = Deno.listenDatagram({ ...from, transport: "udp" });
  const backs = new Map<string, Deno.DatagramConn>();
  for await (const [packet, sender] of front) {
    const { hostname, port } = sender as Deno.NetAddr;
    const name = `${hostname} ${port}`;
    let back = backs.get(name);
    if (back === undefined) {
      back = Deno.listenDatagram({ hostname: "127.0.0.1", port: 0, transport: "udp" });
      backs.set(name, back);
      answer(back, (bytes) => front.send(bytes, sender));
    }
    await back.send(turned(packet), { ...to, transport: "udp" });
  }
}

async function answer(
  back: Deno.DatagramConn,
  send: (bytes: Uint8Array) => Promise<unknown>,
): Promise<void> {
  for await (const [packet] of back) await send(turned(packet));
}

function turned(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte ^ 0xff);
}

main(Deno.args);
