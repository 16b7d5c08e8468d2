// Every AEAD method through every pair of a client of one family and a server of the other, and ours with ours: 64 MB
// each way at once, compared by hash. The peer is shadowsocks-libev as Debian ships it.

import { assertEquals } from "@std/assert";
import { METHOD_NAMES } from "../../src/crypto/method_table.ts";
import { curl } from "../support/curl.ts";
import { HttpTarget } from "../support/http_target.ts";
import { skipWithout } from "../support/outside_programs.ts";
import {
  type Family,
  newLink,
  startLocal,
  startServer,
  startTunnel,
} from "../support/shadowsocks_process.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { digestOf, testBytes } from "../support/test_bytes.ts";

const TRANSFER_BYTES = 64 * 1024 * 1024;

const ignore = await skipWithout("ss-server", "ss-local", "ss-tunnel", "curl");

const PAIRS: readonly (readonly [client: Family, server: Family])[] = [
  ["umbra", "umbra"],
  ["umbra", "libev"],
  ["libev", "umbra"],
];

for (const method of METHOD_NAMES.filter((name) => name !== "none")) {
  for (const [client, server] of PAIRS) {
    Deno.test({ name: `${client} local to ${server} server with ${method}`, ignore }, async () => {
      await using target = new HttpTarget();
      const link = newLink(method);
      await using _server = await startServer(server, link);
      await using local = await startLocal(client, link);
      await assertTransfers(target.origin, [
        "--socks5-hostname",
        `127.0.0.1:${local.port}`,
      ]);
    });

    Deno.test({ name: `${client} tunnel to ${server} server with ${method}`, ignore }, async () => {
      await using target = new HttpTarget();
      const link = newLink(method);
      await using _server = await startServer(server, link);
      await using tunnel = await startTunnel(client, link, target.port);
      await assertTransfers(`http://127.0.0.1:${tunnel.port}`, []);
    });
  }
}

/** Both directions at the same time, so that neither end gets away with doing one after the other. */
async function assertTransfers(origin: string, proxyFlags: readonly string[]): Promise<void> {
  await using upload = await TemporaryFile.holding(testBytes(TRANSFER_BYTES));
  const [down, up] = await Promise.all([
    curl(...proxyFlags, `${origin}/bytes/${TRANSFER_BYTES}`),
    curl(...proxyFlags, "-H", "Expect:", "-T", upload.path, `${origin}/digest`),
  ]);
  assertEquals([down.code, down.stderr, up.code, up.stderr], [0, "", 0, ""]);
  const expected = digestOf(testBytes(TRANSFER_BYTES));
  assertEquals(digestOf(down.body), expected, "download");
  assertEquals(JSON.parse(new TextDecoder().decode(up.body)), expected, "upload");
}
