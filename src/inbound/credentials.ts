// Who may use a proxy. The time a check takes tells neither whether the name exists nor how much of it was right:
// every guess is laid out to one fixed size and compared with every user.

import { timingSafeEqual } from "@std/crypto";

export interface ProxyCredential {
  readonly name: string;
  readonly password: string;
}

const LENGTH_BYTES = 4;

export class Credentials {
  readonly #fieldBytes: number;
  readonly #users: readonly Uint8Array[];

  constructor(users: readonly ProxyCredential[]) {
    const texts = users.flatMap(({ name, password }) => [name, password]);
    this.#fieldBytes = Math.max(0, ...texts.map((text) => encode(text).length));
    this.#users = users.map(({ name, password }) => this.#layOut(name, password));
  }

  /** Whether clients have to say who they are. */
  get required(): boolean {
    return this.#users.length > 0;
  }

  verify(name: string, password: string): boolean {
    const guess = this.#layOut(name, password);
    let matches = 0;
    for (const user of this.#users) matches += Number(timingSafeEqual(user, guess));
    return matches > 0;
  }

  /**
   *   +--------+-----------------------+--------+-----------------------+
   *   | LENGTH | name, cut or padded   | LENGTH | password, the same    |
   *   |   4    | the longest field's   |   4    | the longest field's   |
   *   +--------+-----------------------+--------+-----------------------+
   *
   * The lengths are the true ones, so what had to be cut never equals a user.
   */
  #layOut(name: string, password: string): Uint8Array {
    const row = new Uint8Array(2 * (LENGTH_BYTES + this.#fieldBytes));
    const half = row.length / 2;
    this.#putField(row.subarray(0, half), encode(name));
    this.#putField(row.subarray(half), encode(password));
    return row;
  }

  #putField(field: Uint8Array, text: Uint8Array): void {
    new DataView(field.buffer, field.byteOffset).setUint32(0, text.length);
    field.set(text.subarray(0, this.#fieldBytes), LENGTH_BYTES);
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
