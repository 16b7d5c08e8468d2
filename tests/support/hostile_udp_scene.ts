// `umbra server -u` among strangers who send it packets: a target that they must not reach, and a bystander who must
// not notice them.

import { assertEquals, assertLessOrEqual } from "@std/assert";
import type { CipherName } from "../../src/crypto/method_table.ts";
import { residentBytes } from "../bench/process_usage.ts";
import type { ListeningProcess } from "./running_process.ts";
import { answerBytes, newPacketLink, type PacketLink, sealedFor } from "./sealed_packets.ts";
import { startServer } from "./shadowsocks_process.ts";
import { UdpClient } from "./udp_client.ts";
import { UdpEcho } from "./udp_echo.ts";
import { udpSockets } from "./udp_ports.ts";

/** So many at a time fit into the server's queue. */
const BATCH = 32;
const MESSAGE = new TextEncoder().encode("there and back");
/** What a process may grow by between two looks without holding on to anything. */
const MEMORY_NOISE = 16 * 1024 * 1024;

export class HostileUdpScene implements AsyncDisposable {
  readonly server: ListeningProcess;
  readonly target: { readonly host: string; readonly port: number };
  readonly prober: UdpClient;
  readonly key: PacketLink;
  readonly #echo: UdpEcho;
  readonly #bystander: UdpClient;
  #stack: AsyncDisposableStack;
  #messages = 0;

  private constructor(
    key: PacketLink,
    { server, echo }: { readonly server: ListeningProcess; readonly echo: UdpEcho },
    stack: AsyncDisposableStack,
  ) {
    this.key = key;
    this.server = server;
    this.#echo = echo;
    this.target = { host: "127.0.0.1", port: echo.port };
    this.prober = stack.use(new UdpClient(server.port));
    this.#bystander = stack.use(new UdpClient(server.port));
    this.#stack = stack;
  }

  static async open(method: CipherName): Promise<HostileUdpScene> {
    await using stack = new AsyncDisposableStack();
    const key = newPacketLink(method);
    const echo = stack.use(new UdpEcho());
    const server = stack.use(await startServer("umbra", key, "-u"));
    const scene = new HostileUdpScene(key, { server, echo }, stack);
    await scene.converse();
    scene.#stack = stack.move();
    return scene;
  }

  /** How many packets have reached the target, the bystander's aside. */
  get arrived(): number {
    return this.#echo.datagrams - this.#messages;
  }

  /** The bystander's packet is answered: whatever came before it has been looked at. */
  async converse(): Promise<void> {
    const answer = await this.#bystander.exchange(sealedFor(this.key, this.target, MESSAGE));
    assertEquals(answer.length, answerBytes(this.key, MESSAGE.length));
    this.#messages++;
  }

  /** No packet gets an answer, reaches the target, opens a socket, costs memory for long or makes a line in the log. */
  async assertIgnores(packets: Iterable<Uint8Array>): Promise<void> {
    const { arrived, prober: { heard } } = this;
    const before = await this.#state();
    await this.#sendAll(packets);
    const after = await this.#state();
    assertEquals([this.arrived - arrived, this.prober.heard - heard], [0, 0], "arrived, heard");
    assertEquals(after.sockets, before.sockets, "sockets");
    assertEquals(after.output, before.output);
    assertLessOrEqual(after.memory - before.memory, MEMORY_NOISE, "memory");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }

  async #sendAll(packets: Iterable<Uint8Array>): Promise<void> {
    let sent = 0;
    for (const packet of packets) {
      await this.prober.send(packet);
      if (++sent % BATCH === 0) await this.converse();
    }
    await this.converse();
  }

  async #state(): Promise<{ sockets: number; output: string; memory: number }> {
    const { pid, output } = this.server.process;
    return { sockets: await udpSockets(pid), output, memory: await residentBytes(pid) };
  }
}
