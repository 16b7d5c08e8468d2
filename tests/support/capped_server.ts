// A server without encryption that takes so many connections, and what its clients say to be echoed.

import { encodeAddress } from "../../src/codec/address_header.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { freePorts } from "./listening_ports.ts";
import { startUmbra } from "./umbra_process.ts";

export interface CappedServer {
  readonly port: number;
  readonly server: Awaited<ReturnType<typeof startUmbra>>;
}

export async function startCappedServer(cap: number): Promise<CappedServer> {
  const [port] = freePorts(1);
  const server = await startUmbra([
    ...["server", "-s", "127.0.0.1", "-p", `${port}`, "-m", "none", "--insecure"],
    ...["--allow-private", "--max-connections", `${cap}`],
  ]);
  return { port: port!, server };
}

/** For a target on this machine. */
export function plainOpening(targetPort: number, payload: Uint8Array): Uint8Array {
  return concatBytes(encodeAddress({ host: "127.0.0.1", port: targetPort }), payload);
}
