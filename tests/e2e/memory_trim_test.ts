// Free pages of the heap go back to the system, on glibc and where libraries may be loaded (issue 4).

import { assert, assertEquals } from "@std/assert";
import { trimHeap } from "../../src/net/deno_memory_trim.ts";

/** As libc's own: what it lends comes from the heap that is to be trimmed. */
const LIBC = {
  malloc: { parameters: ["usize"], result: "pointer" },
  memset: { parameters: ["pointer", "i32", "usize"], result: "pointer" },
  free: { parameters: ["pointer"], result: "void" },
} as const;
const GLIBC = "libc.so.6";

/** Too small for the C library to ask the system for each, and many. */
const BLOCK_BYTES = 4096;
const BLOCKS = 16_000;

Deno.test({
  name: "trimHeap() gives freed blocks back to the system that lie between used ones",
  ignore: !hasGlibc(),
  fn: () => {
    using libc = closing(Deno.dlopen(GLIBC, LIBC));
    const { malloc, memset, free } = libc.symbols;
    const blocks = Array.from({ length: BLOCKS }, () => malloc(BigInt(BLOCK_BYTES)));
    for (const block of blocks) memset(block, 1, BigInt(BLOCK_BYTES));
    // The last one stays, so that the heap cannot just become shorter.
    const last = blocks.pop()!;
    for (const block of blocks) free(block);
    const before = Deno.memoryUsage().rss;
    trimHeap();
    const after = Deno.memoryUsage().rss;
    free(last);
    const freed = BLOCKS * BLOCK_BYTES;
    assert(before - after > freed / 2, `${before - after} of ${freed} bytes`);
  },
});

Deno.test({
  name: "trimHeap() does nothing when no library may be loaded",
  permissions: { ffi: false },
  fn: () => assertEquals(trimHeap(), undefined),
});

function hasGlibc(): boolean {
  if (Deno.build.os !== "linux") return false;
  try {
    Deno.dlopen(GLIBC, {}).close();
    return true;
  } catch {
    return false;
  }
}

function closing<T extends { close(): void }>(library: T): T & Disposable {
  return Object.assign(library, { [Symbol.dispose]: () => library.close() });
}
