// IPv4 packets with TCP or UDP inside (RFC 791, RFC 9293, RFC 768), as far as a prober needs to see them.
//
//   +-----+-----+--------+-----+----------+-----+-----------+-----------+----------+
//   | IHL | ... | length | ... | protocol | ... | source    | target    | options  |    IHL counts the header's
//   |  1  |  1  |   2    |  5  |    1     |  2  |    4      |    4      |          |    words, in its lower half
//   +-----+-----+--------+-----+----------+-----+-----------+-----------+----------+
//   TCP:  ports 2 + 2, numbers 4 + 4, offset in the upper half of byte 12, flags in byte 13       UDP: ports 2 + 2, 4

const TCP = 6;
const UDP = 17;
const UDP_HEADER_BYTES = 8;

const FIN = 1;
const SYN = 2;
const RST = 4;

export interface IpPacket {
  readonly protocol: "tcp" | "udp";
  /** `a.b.c.d:port`. */
  readonly source: string;
  readonly sourcePort: number;
  readonly target: string;
  readonly targetPort: number;
  /** Of payload, also of what the snapshot leaves out. */
  readonly bytes: number;
  readonly syn: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
}

/** `undefined`: something else, or cut inside a header. */
export function decodeIpPacket(snapshot: Uint8Array): IpPacket | undefined {
  const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.length);
  if (snapshot.length < 20 || snapshot[0]! >>> 4 !== 4) return undefined;
  const at = (snapshot[0]! & 15) * 4;
  const protocol = snapshot[9] === TCP ? "tcp" : snapshot[9] === UDP ? "udp" : undefined;
  const isTcp = protocol === "tcp";
  if (protocol === undefined || snapshot.length < at + (isTcp ? 20 : UDP_HEADER_BYTES)) {
    return undefined;
  }
  const [sourcePort, targetPort] = [view.getUint16(at), view.getUint16(at + 2)];
  const header = at + (isTcp ? (snapshot[at + 12]! >>> 4) * 4 : UDP_HEADER_BYTES);
  const flags = isTcp ? snapshot[at + 13]! : 0;
  return {
    ...{ protocol, sourcePort, targetPort },
    source: `${snapshot.subarray(12, 16).join(".")}:${sourcePort}`,
    target: `${snapshot.subarray(16, 20).join(".")}:${targetPort}`,
    bytes: view.getUint16(2) - header,
    ...{ syn: (flags & SYN) !== 0, fin: (flags & FIN) !== 0, rst: (flags & RST) !== 0 },
  };
}
