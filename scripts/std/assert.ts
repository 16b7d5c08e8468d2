// @std/assert as republished on npm, with the few signatures that we use.
// @ts-types="./assert.d.ts"
export * from "npm:deno-std@1.4.0/assert/mod.js";
