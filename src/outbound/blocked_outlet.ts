// No way out: for what a rule blocks.

import { formatHostPort, type HostPort } from "../net/address.ts";
import { DialError } from "../net/dial_failure.ts";
import type { Packet, PacketConn } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import { StreamError } from "../net/stream_error.ts";
import type { Outlet } from "./outlet.ts";

export const BLOCKED_OUTLET: Outlet = {
  dialer: {
    dial: (target: HostPort) =>
      Promise.reject(
        new DialError("denied", `Cannot connect to ${formatHostPort(target)}: a rule blocks it`),
      ),
  },
  packetDialer: { open: () => Promise.resolve(new BlockedPacketConn()) },
};

/** Takes packets and loses them; says nothing. */
class BlockedPacketConn implements PacketConn {
  readonly #over = Promise.withResolvers<Packet>();

  receive(): Promise<Packet> {
    return this.#over.promise;
  }

  send(): Promise<PacketDrop | undefined> {
    return Promise.resolve("denied");
  }

  close(): void {
    this.#over.promise.catch(() => {});
    this.#over.reject(new StreamError("closed", "Cannot receive: closed"));
  }
}
