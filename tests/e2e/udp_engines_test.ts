// UDP from umbra tunnel to umbra server on every engine, also those that answer by promises: datagrams that come while
// one is being sealed or opened are neither lost nor mixed up with it.

import { startServer, startTunnel } from "../support/shadowsocks_process.ts";
import { testBytes } from "../support/test_bytes.ts";
import { payloadsOf } from "../support/udp_echo.ts";
import { assertEcho, assertEchoes } from "../support/udp_echoes.ts";
import { type ServerProgram, type TunnelProgram, withRoute } from "../support/udp_route.ts";

const DATAGRAMS = 1000;
const LONGEST = 65_000;

for (const engine of ["openssl", "node", "webcrypto"]) {
  for (const method of ["aes-256-gcm", "chacha20-ietf-poly1305"]) {
    const program = umbraOn(engine);
    Deno.test(`UDP: umbra to umbra on ${engine} with ${method}`, () =>
      withRoute({ method, tunnel: program, server: program }, async ({ path }) => {
        await assertEchoes(path, payloadsOf(DATAGRAMS));
        await assertEcho(path, testBytes(LONGEST));
      }));
  }
}

function umbraOn(engine: string): TunnelProgram & ServerProgram {
  const flags = ["-u", "--crypto", engine];
  return {
    startTunnel: (link, targetPort) => startTunnel("umbra", link, targetPort, ...flags),
    startServer: (link) => startServer("umbra", link, ...flags),
  };
}
