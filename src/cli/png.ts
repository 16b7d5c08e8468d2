// A square picture of black and white pixels as PNG (RFC 2083), one bit for each.
//
//   +-----------+------+------+------+     a chunk:  +--------+------+------+-------------+
//   | signature | IHDR | IDAT | IEND |               | length | type | data | CRC-32 of   |
//   +-----------+------+------+------+               | u32    | 4    | ...  | type + data |
//                                                    +--------+------+------+-------------+

import { concatBytes } from "../net/bytes.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** One bit, grey; the standard's only compression, filter and order. */
const DEPTH_AND_KIND = Uint8Array.of(1, 0, 0, 0, 0);

export async function encodePng(
  side: number,
  isBlack: (x: number, y: number) => boolean,
): Promise<Uint8Array> {
  return concatBytes(
    SIGNATURE,
    chunk("IHDR", concatBytes(u32(side), u32(side), DEPTH_AND_KIND)),
    chunk("IDAT", await compressed(rows(side, isBlack))),
    chunk("IEND", new Uint8Array(0)),
  );
}

/** Each row begins with its filter: 0, none. */
function rows(side: number, isBlack: (x: number, y: number) => boolean): Uint8Array<ArrayBuffer> {
  const stride = 1 + Math.ceil(side / 8);
  const bytes = new Uint8Array(stride * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (!isBlack(x, y)) bytes[y * stride + 1 + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  return bytes;
}

/** In zlib's format. */
async function compressed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const typed = concatBytes(new TextEncoder().encode(type), data);
  return concatBytes(u32(data.length), typed, u32(crc32(typed)));
}

/** ISO 3309, the lowest bit first. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
