// A listener that hands out the connections of those only who may come in; the others are closed unread.

import type { HostPort } from "./address.ts";
import type { StreamConn, StreamListener } from "./stream_conn.ts";

export class AdmittingListener implements StreamListener {
  readonly #listener: StreamListener;
  readonly #admits: (ip: string) => boolean;

  constructor(listener: StreamListener, admits: (ip: string) => boolean) {
    this.#listener = listener;
    this.#admits = admits;
  }

  get address(): HostPort {
    return this.#listener.address;
  }

  async accept(): Promise<StreamConn> {
    for (;;) {
      const conn = await this.#listener.accept();
      if (this.#admits(conn.remoteAddress.host)) return conn;
      conn.close();
    }
  }

  turnAway(): void {
    this.#listener.turnAway();
  }

  close(): void {
    this.#listener.close();
  }
}
