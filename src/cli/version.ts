// The version, here and not read from deno.json, so that a bundle and a compiled binary know it too.

export const VERSION = "0.1.0";
