// The packets that this machine receives (packet(7)) by libc, with the kernel's time stamps. Linux, and root or
// CAP_NET_RAW. Of every protocol, which a filter then narrows to IP: a socket for IP alone sees a packet after TCP has
// (since Linux 6.16 everywhere, before that when bound to an interface), when whoever was waiting for it may have
// answered already.

const AF_PACKET = 17;
/** Without the link's header. */
const SOCK_DGRAM = 2;
const ETH_P_ALL = 3;
const ETH_P_IP = 0x0800;
const PACKET_HOST = 0;
/** What a filter may ask besides the packet's bytes (SKF_AD_PROTOCOL, SKF_AD_PKTTYPE). */
const [AD_PROTOCOL, AD_PKTTYPE] = [0xfffff000, 0xfffff004];
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const SO_RCVBUFFORCE = 33;
const SOL_PACKET = 263;
const PACKET_STATISTICS = 6;
const MSG_DONTWAIT = 0x40;
const SIOCGSTAMPNS = 0x8907n;

/** More than a second of bulk: whoever reads it may be late. */
const KEPT_BYTES = 64 << 20;
/** Both headers with all their options. */
const SNAPSHOT_BYTES = 120;
/** A stamp that is later than this was taken when the packet was read. */
const STAMPED_WITHIN_MS = 10;

const SYMBOLS = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
} as const;

type Libc = Deno.DynamicLibrary<typeof SYMBOLS>;

export class PacketSocket implements Disposable {
  readonly #libc: Libc;
  readonly #socket: number;
  readonly #snapshot = new Uint8Array(SNAPSHOT_BYTES);
  readonly #stamp = new BigInt64Array(2);

  private constructor(libc: Libc, socket: number) {
    this.#libc = libc;
    this.#socket = socket;
  }

  /** What comes from and to one port; `undefined` where that cannot be read. */
  static async open(port: number): Promise<PacketSocket | undefined> {
    if (Deno.build.os !== "linux") return undefined;
    const libc: Libc = Deno.dlopen("libc.so.6", SYMBOLS);
    const socket = libc.symbols.socket(AF_PACKET, SOCK_DGRAM, networkOrder(ETH_P_ALL));
    if (socket < 0) {
      libc.close();
      return undefined;
    }
    const packets = new PacketSocket(libc, socket);
    packets.#askForStamps();
    await packets.#untilStamped();
    packets.#keepOnly(port);
    return packets;
  }

  /** The first bytes of the next packet, leased until the next call; `undefined` while there is none. */
  read(): Uint8Array | undefined {
    const { recv, ioctl } = this.#libc.symbols;
    const room = BigInt(SNAPSHOT_BYTES);
    const length = Number(recv(this.#socket, this.#snapshot, room, MSG_DONTWAIT));
    if (length < 0) return undefined;
    ioctl(this.#socket, SIOCGSTAMPNS, this.#stamp);
    return this.#snapshot.subarray(0, length);
  }

  /** When the packet passed that was read last, in milliseconds. */
  get stampMs(): number {
    return Number(this.#stamp[0]) * 1e3 + Number(this.#stamp[1]) / 1e6;
  }

  /** Packets that the kernel had no room for, since this was last asked. */
  lost(): number {
    const [counts, length] = [new Uint32Array(2), Uint32Array.of(8)];
    this.#libc.symbols.getsockopt(this.#socket, SOL_PACKET, PACKET_STATISTICS, counts, length);
    return counts[1]!;
  }

  [Symbol.dispose](): void {
    this.#libc.symbols.close(this.#socket);
    this.#libc.close();
  }

  #askForStamps(): void {
    const { ioctl, setsockopt } = this.#libc.symbols;
    setsockopt(this.#socket, SOL_SOCKET, SO_RCVBUFFORCE, Uint32Array.of(KEPT_BYTES), 4);
    // The first call only asks.
    ioctl(this.#socket, SIOCGSTAMPNS, this.#stamp);
  }

  /** The kernel takes its time to begin with that; what has come before is stamped when it is read. */
  async #untilStamped(): Promise<void> {
    const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    this.#keepOnly((socket.addr as Deno.NetAddr).port);
    let sentAt: number;
    do {
      sentAt = Date.now();
      await socket.send(Uint8Array.of(1), socket.addr);
      await new Promise<void>((resolve) => setTimeout(resolve, 2 * STAMPED_WITHIN_MS));
      while (this.read() !== undefined);
    } while (this.stampMs > sentAt + STAMPED_WITHIN_MS);
    socket.close();
  }

  #keepOnly(port: number): void {
    const code = portFilter(port);
    // struct sock_fprog: how many instructions, and where. The kernel has read them when the call returns.
    const program = BigUint64Array.of(BigInt(code.length / 8), addressOf(code));
    const { setsockopt } = this.#libc.symbols;
    setsockopt(this.#socket, SOL_SOCKET, SO_ATTACH_FILTER, program, program.byteLength);
    while (this.read() !== undefined);
    this.lost();
  }
}

/** A classic BPF program that keeps the first bytes of the IP packets from and to `port`, as they come in. */
function portFilter(port: number): Uint8Array<ArrayBuffer> {
  const instructions: readonly (readonly [code: number, jt: number, jf: number, k: number])[] = [
    [0x20, 0, 0, AD_PROTOCOL],
    [0x15, 0, 8, ETH_P_IP],
    [0x20, 0, 0, AD_PKTTYPE],
    [0x15, 0, 6, PACKET_HOST],
    [0xb1, 0, 0, 0], // x = length of the IP header
    [0x48, 0, 0, 0], // a = the source port
    [0x15, 2, 0, port],
    [0x48, 0, 0, 2], // a = the target port
    [0x15, 0, 1, port],
    [0x06, 0, 0, SNAPSHOT_BYTES],
    [0x06, 0, 0, 0],
  ];
  const bytes = new Uint8Array(instructions.length * 8);
  const view = new DataView(bytes.buffer);
  instructions.forEach(([code, jt, jf, k], i) => {
    view.setUint16(i * 8, code, true);
    view.setUint8(i * 8 + 2, jt);
    view.setUint8(i * 8 + 3, jf);
    view.setUint32(i * 8 + 4, k, true);
  });
  return bytes;
}

function addressOf(bytes: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
}

function networkOrder(word: number): number {
  return (word & 0xff) << 8 | word >>> 8;
}
