// An end for packets, until it has shown what its way is worth: one that breaks before a packet has come through it was
// none, and the first packet proves it. That no answer comes says nothing.

import { DialError } from "../net/dial_failure.ts";
import type { Packet, PacketConn } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { UpstreamState } from "./upstream_state.ts";

export class WatchedPacketConn implements PacketConn {
  readonly #conn: PacketConn;
  /** Until it has been told. */
  #state: Pick<UpstreamState, "failed" | "succeeded"> | undefined;

  /** `conn` belongs to the result. */
  constructor(conn: PacketConn, state: Pick<UpstreamState, "failed" | "succeeded">) {
    this.#conn = conn;
    this.#state = state;
  }

  receive(): Promise<Packet> {
    return this.#state === undefined ? this.#conn.receive() : this.#receiveFirst();
  }

  send(packet: Packet): Promise<PacketDrop | undefined> {
    return this.#conn.send(packet);
  }

  close(): void {
    this.#state = undefined;
    this.#conn.close();
  }

  async #receiveFirst(): Promise<Packet> {
    try {
      const packet = await this.#conn.receive();
      this.#takeState()?.succeeded();
      return packet;
    } catch (cause) {
      const message = "The way for packets broke before one came through it";
      this.#takeState()?.failed(new DialError("other", message, { cause, at: "upstream" }));
      throw cause;
    }
  }

  #takeState() {
    const state = this.#state;
    this.#state = undefined;
    return state;
  }
}
