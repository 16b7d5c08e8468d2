// Packets by the outlets that are chosen for their targets.

import type { PacketConn, PacketDialer, PacketDialOptions } from "../net/packet_conn.ts";
import type { OutletChooser } from "./outlet_chooser.ts";
import { RoutedPacketConn } from "./routed_packet_conn.ts";

export class RoutedPacketDialer implements PacketDialer {
  readonly #chooser: OutletChooser;

  constructor(chooser: OutletChooser) {
    this.#chooser = chooser;
  }

  open(options: PacketDialOptions): Promise<PacketConn> {
    return Promise.resolve(new RoutedPacketConn(this.#chooser, options));
  }
}
