// What the salts of a client's streams begin with, so that they look like another protocol's first bytes (Outline's
// `prefix`). A salt that two streams share gives both of them away, and the key of the stream with them: enough of it
// stays random for that never to happen.

import { isCipher2022, type MethodName, methodOf } from "../crypto/method_table.ts";
import type { KeyHolder } from "./key_choice.ts";
import type { Ledger } from "./ledger.ts";
import { problemWith } from "./origin.ts";
import type { Settings } from "./settings.ts";

const RANDOM_BYTES = 16;
const INSTEAD = "leave it out, or use chacha20-ietf-poly1305 at both ends";

/** Empty where there is none, or something is wrong with it: the ledger has it. */
export function chooseSaltPrefix(
  { saltPrefix }: Settings,
  { method, holder }: { readonly method: MethodName; readonly holder: KeyHolder },
  ledger: Ledger,
): string {
  if (saltPrefix === undefined || saltPrefix.value === "") return "";
  if (holder === "server") {
    ledger.warn(problemWith(saltPrefix.origin, "is for clients: a server's salts stay random"));
    return "";
  }
  const fault = faultOf(saltPrefix.value, method);
  if (fault === undefined) return ledger.use("prefix", saltPrefix, inHex);
  ledger.fail(problemWith(saltPrefix.origin, fault, INSTEAD));
  return "";
}

function faultOf(prefix: string, method: MethodName): string | undefined {
  if (method === "none") return "has nothing to stand in: the method none has no salts";
  if (isCipher2022(method)) {
    return `is not for ${method}: its salts are random all through (SIP022)`;
  }
  const { saltBytes } = methodOf(method);
  const room = saltBytes - RANDOM_BYTES;
  if (prefix.length <= room) return undefined;
  return room === 0
    ? `finds no room: all ${saltBytes} bytes of a salt of ${method} must be random`
    : `is ${prefix.length} bytes long: with ${method} there is room for ${room}`;
}

/** "16 03 01": a terminal shall show what bytes they are, and obey none of them. */
function inHex(prefix: string): string {
  return [...prefix].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join(" ");
}
