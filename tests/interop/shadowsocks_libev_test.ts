// Every AEAD method through every pair of a client of one family and a server of the other, and ours with ours: 64 MB
// each way at once, compared by hash; and once more with each of our engines. The peer is shadowsocks-libev as Debian
// ships it.

import { METHOD_2017_NAMES } from "../../src/crypto/method_table.ts";
import { HttpTarget } from "../support/http_target.ts";
import { skipWithout } from "../support/outside_programs.ts";
import {
  type Family,
  newLink,
  startLocal,
  startServer,
  startTunnel,
} from "../support/shadowsocks_process.ts";
import { assertTransfers } from "../support/transfers.ts";

const TRANSFER_BYTES = 64 * 1024 * 1024;
/** For what runs once more with another engine. */
const SHORT_TRANSFER_BYTES = 8 * 1024 * 1024;
const METHODS = METHOD_2017_NAMES;

const ignore = await skipWithout("ss-server", "ss-local", "ss-tunnel", "curl");

const PAIRS: readonly (readonly [client: Family, server: Family])[] = [
  ["umbra", "umbra"],
  ["umbra", "libev"],
  ["libev", "umbra"],
];

for (const method of METHODS) {
  for (const [client, server] of PAIRS) {
    Deno.test({ name: `${client} local to ${server} server with ${method}`, ignore }, async () => {
      await using target = new HttpTarget();
      const link = newLink(method);
      await using _server = await startServer(server, link);
      await using local = await startLocal(client, link);
      await assertTransfers(TRANSFER_BYTES, {
        origin: target.origin,
        proxyFlags: ["--socks5-hostname", `127.0.0.1:${local.port}`],
      });
    });

    Deno.test({ name: `${client} tunnel to ${server} server with ${method}`, ignore }, async () => {
      await using target = new HttpTarget();
      const link = newLink(method);
      await using _server = await startServer(server, link);
      await using tunnel = await startTunnel(client, link, target.port);
      await assertTransfers(TRANSFER_BYTES, {
        origin: `http://127.0.0.1:${tunnel.port}`,
        proxyFlags: [],
      });
    });
  }
}

for (const engine of ["openssl", "node", "webcrypto"]) {
  for (const method of METHODS) {
    // Deno's node:crypto does not have it.
    if (engine === "node" && method === "aes-192-gcm") continue;
    Deno.test(
      { name: `umbra's ${engine} engine to libev and back with ${method}`, ignore },
      async () => {
        await using target = new HttpTarget();
        const [outer, inner] = [newLink(method), newLink(method)];
        const flags = ["--crypto", engine];
        await using _peerServer = await startServer("libev", outer);
        await using tunnel = await startTunnel("umbra", outer, target.port, ...flags);
        await using _server = await startServer("umbra", inner, ...flags);
        await using peerTunnel = await startTunnel("libev", inner, target.port);
        for (const { port } of [tunnel, peerTunnel]) {
          const origin = `http://127.0.0.1:${port}`;
          await assertTransfers(SHORT_TRANSFER_BYTES, { origin, proxyFlags: [] });
        }
      },
    );
  }
}
