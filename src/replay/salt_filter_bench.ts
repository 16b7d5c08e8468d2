// What does it cost to admit a new salt, and to refuse a known one, in a filter that has been full before?

import { assert } from "@std/assert";
import { SaltFilter } from "./salt_filter.ts";

const SALT_BYTES = 32;
/** More than two generations. */
const SEEN = 250_000;

const filter = new SaltFilter();
for (let i = 0; i < SEEN; i++) assert(filter.admit(newSalt()));

/** Its first bytes change from call to call. */
const fresh = newSalt();
const counter = new DataView(fresh.buffer);
Deno.bench("admit a new salt", () => {
  counter.setUint32(0, counter.getUint32(0) + 1);
  filter.admit(fresh);
});

const busy = new SaltFilter();
for (let i = 0; i < SEEN; i++) busy.admit(newSalt());
const known = newSalt();
assert(busy.admit(known));
Deno.bench("refuse a known salt", () => {
  busy.admit(known);
});

function newSalt(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(SALT_BYTES));
}
