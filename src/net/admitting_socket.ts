// A socket that hands out the datagrams of those only who may come in.

import type { HostPort } from "./address.ts";
import type { Datagram, DatagramSocket } from "./datagram_socket.ts";

export class AdmittingSocket implements DatagramSocket {
  readonly #socket: DatagramSocket;
  readonly #admits: (ip: string) => boolean;

  constructor(socket: DatagramSocket, admits: (ip: string) => boolean) {
    this.#socket = socket;
    this.#admits = admits;
  }

  get address(): HostPort {
    return this.#socket.address;
  }

  async receive(): Promise<Datagram> {
    for (;;) {
      const datagram = await this.#socket.receive();
      if (this.#admits(datagram.from.host)) return datagram;
    }
  }

  send(bytes: Uint8Array, to: HostPort): Promise<boolean> {
    return this.#socket.send(bytes, to);
  }

  close(): void {
    this.#socket.close();
  }
}
