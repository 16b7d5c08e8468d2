// @std/crypto as republished on npm: only its constant-time comparison (the rest needs its wasm).
// @ts-types="./crypto.d.ts"
export { timingSafeEqual } from "npm:deno-std@1.4.0/crypto/timing_safe_equal.js";
