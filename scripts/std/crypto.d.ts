// deno-std ships JavaScript without types: the signature of @std/crypto 1.x.
/** Compares two byte strings in a time that depends on their length only. */
export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
