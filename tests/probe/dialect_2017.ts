// AEAD-2017 (SIP004) for a prober, sealed by other means than the server opens it.

import { encodeAddress } from "../../src/codec/address_header.ts";
import { masterKeyOf } from "../../src/crypto/derive_key_2017.ts";
import { aeadMethod, type CipherName } from "../../src/crypto/method_table.ts";
import type { HostPort } from "../../src/net/address.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import {
  referenceSeal,
  referenceSubkey,
  sealRawStream,
  sealStream,
  type StreamKey,
} from "../support/reference_stream.ts";
import { CUT_ADDRESSES, WRONG_ADDRESSES } from "./bad_addresses.ts";
import type { Dialect, Step, User } from "./dialect.ts";
import type { Saying } from "./probe.ts";

/** What comes first need not be whole: the rest may be in the next record, and never comes. */
const BAD_HEADERS = { ...WRONG_ADDRESSES, ...CUT_ADDRESSES };

/** Above the 14 bits that a length may have. */
const BAD_LENGTHS = [0x4000, 0x8000 | 9, 0xffff];

export class Dialect2017 implements Dialect {
  readonly method: CipherName;
  readonly password: string;
  readonly users: readonly User[];
  /** A client's: where there are users, that of the one whose key is tried last. */
  readonly #secret: string;

  constructor(method: CipherName, password: string, users: readonly User[] = []) {
    this.method = method;
    this.password = password;
    this.users = users;
    this.#secret = users.at(-1)?.password ?? password;
  }

  /** Salt, then the tag of the length; with a first payload of nothing and of an IPv4 address. */
  get edges(): readonly number[] {
    const { saltBytes } = aeadMethod(this.method);
    return [0, 2, 18, 34, 41].map((bytes) => saltBytes + bytes);
  }

  opening(target: HostPort, [first, ...rest]: readonly Uint8Array[]): Uint8Array {
    const request = concatBytes(encodeAddress(target), first ?? new Uint8Array(0));
    return sealStream(this.#newKey(), [request, ...rest]);
  }

  mayBeCutAt(): boolean {
    return true;
  }

  malformed(target: HostPort): readonly Saying[] {
    const headers = Object.entries(BAD_HEADERS).map(([name, header]) => ({
      name,
      bytes: () => sealStream(this.#newKey(), [Uint8Array.from(header)]),
    }));
    const address = encodeAddress(target);
    const lengths = BAD_LENGTHS.map((length) => {
      const payload = concatBytes(address, new Uint8Array(length - address.length));
      const bytes = () => sealRawStream(this.#newKey(), [{ length, payload }]);
      return { name: `length ${length}`, bytes };
    });
    return [...headers, ...lengths];
  }

  foreign(target: HostPort): readonly Saying[] {
    const payload = new Uint8Array(100);
    const stranger = new Dialect2017(this.method, crypto.randomUUID());
    const others = METHODS_2017.filter((method) => method !== this.method)
      .map((method) => new Dialect2017(method, this.#secret));
    return [
      { name: "another password", bytes: () => stranger.opening(target, [payload]) },
      { name: "a datagram of ours", bytes: () => this.packet(target, payload) },
      ...others.map((other) => ({
        name: other.method,
        bytes: () => other.opening(target, [payload]),
      })),
    ];
  }

  /** Nothing of this family carries a time. */
  untimely(): readonly Saying[] {
    return [];
  }

  timely(): readonly Saying[] {
    return [];
  }

  packet(target: HostPort, payload: Uint8Array): Uint8Array {
    return this.#sealPacket(concatBytes(encodeAddress(target), payload));
  }

  badPackets(target: HostPort): readonly Saying[] {
    const headers = Object.entries(BAD_HEADERS).map(([name, header]) => ({
      name,
      bytes: () => this.#sealPacket(Uint8Array.from(header)),
    }));
    const stranger = new Dialect2017(this.method, crypto.randomUUID());
    return [
      ...headers,
      { name: "nothing inside", bytes: () => this.#sealPacket(new Uint8Array(0)) },
      { name: "another password", bytes: () => stranger.packet(target, new Uint8Array(9)) },
      { name: "a stream's opening", bytes: () => this.opening(target, [new Uint8Array(9)]) },
    ];
  }

  /** Each packet stands for itself. */
  sequence(): readonly Step[] {
    return [];
  }

  /** Salt, then everything under the first nonce. */
  #sealPacket(plaintext: Uint8Array): Uint8Array {
    const { method, masterKey, salt } = this.#newKey();
    const nonce = new Uint8Array(aeadMethod(method).nonceBytes);
    const key = referenceSubkey(masterKey, salt);
    return concatBytes(salt, referenceSeal(method, { key, nonce, plaintext }));
  }

  /** With a salt of its own. */
  #newKey(): StreamKey {
    const { method } = this;
    const { keyBytes, saltBytes } = aeadMethod(method);
    const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
    return { method, salt, masterKey: masterKeyOf(this.#secret, keyBytes) };
  }
}

export const METHODS_2017 = [
  "chacha20-ietf-poly1305",
  "aes-256-gcm",
  "aes-128-gcm",
  "aes-192-gcm",
  "xchacha20-ietf-poly1305",
] as const satisfies readonly CipherName[];
