// Whether libraries of the system may be loaded.

/** Asks without asking the person: at a terminal Deno.dlopen() itself would stop and ask in the middle of things. */
export function mayLoadLibraries(): boolean {
  return Deno.permissions.querySync({ name: "ffi" }).state === "granted";
}
