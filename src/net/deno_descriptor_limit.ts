// How many files and sockets this process may have open: getrlimit(2) by FFI, since Deno has no API for it.

import { mayLoadLibraries } from "./deno_ffi.ts";

/** RLIMIT_NOFILE of <sys/resource.h>; macOS and the BSDs count differently from Linux. */
const RLIMIT_NOFILE: Readonly<Record<string, number>> = { linux: 7, darwin: 8 };
const LIBC: Readonly<Record<string, string>> = { linux: "libc.so.6", darwin: "libSystem.B.dylib" };

/** The soft limit; `undefined` where it cannot be asked for (no FFI, Windows, another libc). */
export function descriptorLimit(): number | undefined {
  const library = LIBC[Deno.build.os];
  const resource = RLIMIT_NOFILE[Deno.build.os];
  if (library === undefined || resource === undefined || !mayLoadLibraries()) return undefined;
  try {
    return ask(library, resource);
  } catch {
    return undefined;
  }
}

function ask(library: string, resource: number): number | undefined {
  const libc = Deno.dlopen(library, {
    getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  });
  try {
    // struct rlimit { rlim_t rlim_cur, rlim_max; }, 64 bits each.
    const limits = new BigUint64Array(2);
    return libc.symbols.getrlimit(resource, limits) === 0 ? Number(limits[0]) : undefined;
  } finally {
    libc.close();
  }
}
