// To each target by the outlet that is chosen for it.

import type { HostPort } from "../net/address.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";
import type { OutletChooser } from "./outlet_chooser.ts";

export class RoutedDialer implements StreamDialer {
  readonly #chooser: OutletChooser;

  constructor(chooser: OutletChooser) {
    this.#chooser = chooser;
  }

  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    const chosen = this.#chooser.choose(target, options);
    const { dialer } = chosen instanceof Promise ? await chosen : chosen;
    return await dialer.dial(target, options);
  }
}
