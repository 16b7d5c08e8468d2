// The time in every header of the 2022 edition: seconds since 1970 as 64 big-endian bits.

/** `unixSeconds`: whole, 0..2^53. */
export function writeUnixSeconds(unixSeconds: number, out: Uint8Array, at: number): void {
  viewOf(out).setBigUint64(at, BigInt(unixSeconds));
}

/** What a stranger may put there beyond 2^53 comes out rounded, which is as far from now as before. */
export function readUnixSeconds(bytes: Uint8Array, at: number): number {
  return Number(viewOf(bytes).getBigUint64(at));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
