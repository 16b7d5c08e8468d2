// What `umbra convert` writes, judged by the programs that it is for.

import { assert, assertEquals } from "@std/assert";
import { convert } from "../../src/config/convert.ts";
import type { OutboundProgram } from "../../src/config/config_formats.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { TemporaryFile } from "../support/temporary_file.ts";

const SERVERS = [
  { server: "192.0.2.1", method: "aes-256-gcm", password: "first", remarks: "one" },
  { server: "2001:db8::1", method: "chacha20-ietf-poly1305", password: "second", remarks: "one" },
  { server: "c.example", method: "xchacha20-ietf-poly1305", password: "third" },
  { server: "d.example", method: "2022-blake3-aes-128-gcm", password: keyOf(16) },
].map((server, i) => ({ ...server, server_port: String(8388 + i) }));

const PROGRAMS: readonly (readonly [OutboundProgram, readonly string[]])[] = [
  ["sing-box", ["check", "-c"]],
  ["xray", ["run", "-test", "-c"]],
];

for (const [program, words] of PROGRAMS) {
  const ignore = await skipWithoutPeer({ name: program, programs: [program] });
  Deno.test(
    { name: `${program} takes the outbounds that umbra convert writes`, ignore },
    async () => {
      const text = JSON.stringify({ servers: SERVERS, mode: "tcp_only" });
      const { config } = convert({ name: "config.json", text }, { from: "libev", to: program });
      await using file = await TemporaryFile.holding(
        new TextEncoder().encode(JSON.stringify(config)),
        { suffix: ".json" },
      );
      const judged = await new Deno.Command(program, { args: [...words, file.path] }).output();
      assert(judged.success, new TextDecoder().decode(judged.stderr));
      const back = convert(
        { name: "config.json", text: JSON.stringify(config) },
        { from: program, to: "rust" },
      );
      assertEquals(Reflect.get(back.config, "servers").length, SERVERS.length);
    },
  );
}

function keyOf(bytes: number): string {
  return new Uint8Array(bytes).fill(7).toBase64();
}
