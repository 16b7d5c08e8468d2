// Has the system drop whoever knocks at a listening socket from now on, before it answers him: a packet filter on the socket
// (SO_ATTACH_FILTER of <sys/socket.h>, Linux) by FFI. Who is on the way in still gets in, so that after a while nobody waits
// in the system's queue and the socket can be closed without resetting anyone: Deno itself can tell no such moment.
//
// The filter sees a packet from its TCP header on and drops those with SYN, which their senders repeat after a second:
//
//   ldb [13]          the flags
//   jset #2, 0, 1     SYN?
//   ret #0            none of the packet
//   ret #-1           all of it

import { mayLoadLibraries } from "./deno_ffi.ts";

const SYMBOLS = {
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const SO_ACCEPTCONN = 30;
/** Of struct sockaddr_in6, the longest of those with ports. */
const ADDRESS_BYTES = 28;
/** Listening sockets are opened at the start: their descriptors are low. */
const DESCRIPTORS = 1024;

/** struct sock_filter: code 16, jt 8, jf 8, k 32. */
const INSTRUCTIONS = [
  { code: 0x30, jt: 0, jf: 0, k: 13 },
  { code: 0x45, jt: 0, jf: 1, k: 0x02 },
  { code: 0x06, jt: 0, jf: 0, k: 0 },
  { code: 0x06, jt: 0, jf: 0, k: 0xffffffff },
];
const INSTRUCTION_BYTES = 8;
/** struct sock_fprog: how many instructions (16 bits), and where they are (a pointer, at a multiple of its size). */
const PROGRAM_BYTES = 16;
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** From all listening sockets of this process with that port. Does nothing where it cannot be had. */
export function turnNewcomersAway(port: number): void {
  if (Deno.build.os !== "linux" || !mayLoadLibraries()) return;
  try {
    const libc = Deno.dlopen("libc.so.6", SYMBOLS);
    try {
      for (const descriptor of listenersAt(port, libc.symbols)) attach(descriptor, libc.symbols);
    } finally {
      libc.close();
    }
  } catch {
    // Another C library: newcomers are refused a moment later, by the close.
  }
}

function listenersAt(port: number, libc: Libc): number[] {
  const descriptors = Array.from({ length: DESCRIPTORS }, (_, descriptor) => descriptor);
  return descriptors.filter((descriptor) =>
    isListening(descriptor, libc) && portOf(descriptor, libc) === port
  );
}

function isListening(descriptor: number, libc: Libc): boolean {
  const value = new Int32Array(1);
  const length = Uint32Array.of(value.byteLength);
  return libc.getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, value, length) === 0 &&
    value[0] === 1;
}

/** In either family the port follows the family's two bytes, in network order. */
function portOf(descriptor: number, libc: Libc): number | undefined {
  const address = new Uint8Array(ADDRESS_BYTES);
  const length = Uint32Array.of(ADDRESS_BYTES);
  if (libc.getsockname(descriptor, address, length) !== 0) return undefined;
  return address[2]! << 8 | address[3]!;
}

function attach(descriptor: number, libc: Libc): void {
  libc.setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, encodeProgram(), PROGRAM_BYTES);
}

/**
 * In the machine's byte order: struct sock_fprog, and what it points at. In one buffer, which the call holds: nothing holds
 * what only a number leads to.
 */
function encodeProgram(): Uint8Array<ArrayBuffer> {
  // Not a short Uint8Array by itself, which lives where the collector moves things.
  const buffer = new ArrayBuffer(PROGRAM_BYTES + INSTRUCTIONS.length * INSTRUCTION_BYTES);
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  const start = Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
  view.setUint16(0, INSTRUCTIONS.length, IS_LITTLE_ENDIAN);
  view.setBigUint64(8, start + BigInt(PROGRAM_BYTES), IS_LITTLE_ENDIAN);
  INSTRUCTIONS.forEach(({ code, jt, jf, k }, i) => {
    const at = PROGRAM_BYTES + i * INSTRUCTION_BYTES;
    view.setUint16(at, code, IS_LITTLE_ENDIAN);
    view.setUint8(at + 2, jt);
    view.setUint8(at + 3, jf);
    view.setUint32(at + 4, k, IS_LITTLE_ENDIAN);
  });
  return bytes;
}
