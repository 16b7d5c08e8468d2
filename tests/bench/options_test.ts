import { assertEquals, assertThrows } from "@std/assert";
import { parseOptions } from "./options.ts";
import { PEERS } from "./peer_table.ts";
import { TRIAL_NAMES } from "./trials.ts";

Deno.test("parseOptions() measures all that there is when nothing is said", () => {
  const { engines, peers, only, methods, format, idleConnections } = parseOptions([]);
  assertEquals(methods, ["aes-256-gcm", "chacha20-ietf-poly1305"]);
  assertEquals(engines, ["auto", "openssl", "no-ffi", "node", "webcrypto"]);
  assertEquals([peers, only], [PEERS, TRIAL_NAMES]);
  assertEquals([format, idleConnections], ["text", 4000]);
});

Deno.test("parseOptions() restricts, in the order of the tables", () => {
  const options = parseOptions([
    ...["--only", "upload,download", "--engines=node", "--peers=", "--methods", "aes-128-gcm"],
    ...["--seconds", "0.2", "--rounds", "1", "--idle", "20", "--json"],
  ]);
  assertEquals(options, {
    methods: ["aes-128-gcm"],
    engines: ["node"],
    peers: [],
    only: ["download", "upload"],
    seconds: 0.2,
    rounds: 1,
    idleConnections: 20,
    format: "json",
  });
});

Deno.test("parseOptions() throws for what it does not know", () => {
  for (
    const [args, says] of [
      [["--only", "speed"], 'no such thing as "speed"'],
      [["--peers", "ss-libev,nobody"], "ss-libev, ss-rust"],
      [["--rounds", "0"], '"0" is not a number above 0'],
      [["--seconds", "soon"], '"soon" is not a number above 0'],
      [["--fast"], "--fast"],
      [["extra"], "extra"],
    ] as const
  ) assertThrows(() => parseOptions(args), RangeError, says);
});
