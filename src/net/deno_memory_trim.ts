// Gives the free pages inside the C library's heap back to the system: malloc_trim(3) by FFI. Without it a process keeps
// what a burst of connections has made it ask for. glibc alone has it and needs it.

import { mayLoadLibraries } from "./deno_ffi.ts";

const GLIBC = "libc.so.6";

/** Does nothing where it cannot be had: no FFI, another system, another C library. */
export function trimHeap(): void {
  if (Deno.build.os !== "linux" || !mayLoadLibraries()) return;
  try {
    // Opened for each call: twice a minute at most, and there is nothing to close when the service ends.
    const libc = Deno.dlopen(GLIBC, { malloc_trim: { parameters: ["usize"], result: "i32" } });
    try {
      libc.symbols.malloc_trim(0n);
    } finally {
      libc.close();
    }
  } catch {
    // Another C library under the same name, or under another.
  }
}
