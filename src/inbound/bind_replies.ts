// The two replies to a SOCKS client's BIND: where the connection is waited for, and then who has made it.

import type { HostPort } from "../net/address.ts";
import { DialError } from "../net/dial_failure.ts";
import type { Awaiting } from "../net/stream_dialer.ts";

export class BindReplies implements Awaiting {
  /** Sends a yes with this address. */
  readonly #reply: (address: HostPort) => Promise<void>;
  #isListening = false;
  #peer: HostPort | undefined;

  constructor(reply: (address: HostPort) => Promise<void>) {
    this.#reply = reply;
  }

  async listening(address: HostPort): Promise<void> {
    // A second way, after the first has failed: the client has sent its peer to the first by now.
    if (this.#isListening) throw new DialError("other", "Cannot wait elsewhere: it has been told");
    this.#isListening = true;
    try {
      await this.#reply(address);
    } catch (cause) {
      throw new DialError("cancelled", "Gave up: the client has left", { cause });
    }
  }

  arrived(peer: HostPort): void {
    this.#peer = peer;
  }

  async proceed(): Promise<void> {
    if (this.#peer === undefined) throw new Error("Cannot tell who has connected: nobody has");
    await this.#reply(this.#peer);
  }
}
