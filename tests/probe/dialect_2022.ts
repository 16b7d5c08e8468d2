// The 2022 edition (SIP022, and SIP023 where a port has users) for a prober.

import { type Cipher2022Name, method2022 } from "../../src/crypto/method_table.ts";
import type { HostPort } from "../../src/net/address.ts";
import { WINDOW } from "../../src/replay/sliding_window.ts";
import type { Dialect, Step, User } from "./dialect.ts";
import { Dialect2017, METHODS_2017 } from "./dialect_2017.ts";
import { chainOf, foreignSpeakers, type ServerKeys } from "./foreign_2022.ts";
import { malformedBodies, malformedRequests } from "./malformed_2022.ts";
import type { Saying } from "./probe.ts";
import { newSession, randomBytes, Speaker2022 } from "./speaker_2022.ts";
import { thisSecond, TIMELY, UNTIMELY } from "./times_2022.ts";
import { openingOf, packetOf, PAYLOAD } from "./wellformed_2022.ts";

const IDENTITY_BYTES = 16;
/** Type, time, length, and the tag. */
const FIXED_BYTES = 11 + 16;
/** An IPv4 address, the length of the padding, a byte of it, and the tag. */
const LEAST_VARIABLE_BYTES = 7 + 2 + 1 + 16;
const HUGE_ID = 2n ** 32n;
const LAST_ID = 2n ** 64n - 1n;

export class Dialect2022 implements Dialect {
  readonly method: Cipher2022Name;
  readonly password: string;
  readonly users: readonly User[];
  readonly #keys: ServerKeys;
  readonly #client: Speaker2022;

  /** With new keys. `users`: their names. */
  constructor(method: Cipher2022Name, users: readonly string[]) {
    const { keyBytes } = method2022(method);
    const keys = users.map(() => randomBytes(keyBytes));
    this.method = method;
    this.#keys = { method, key: randomBytes(keyBytes), users: keys };
    this.#client = new Speaker2022({ method, chain: chainOf(this.#keys) });
    this.password = this.#keys.key.toBase64();
    this.users = users.map((name, i) => ({ name, password: keys[i]!.toBase64() }));
  }

  /** Salt, a block behind it, the fixed header, the shortest variable one. */
  get edges(): readonly number[] {
    const { saltBytes } = method2022(this.method);
    const read = this.#firstReadBytes;
    return [saltBytes, saltBytes + IDENTITY_BYTES, read, read + LEAST_VARIABLE_BYTES];
  }

  opening(target: HostPort, payloads: readonly Uint8Array[]): Uint8Array {
    return openingOf(this.#client, { target, payloads });
  }

  /** SIP022 3.1.5: everything up to the fixed header comes with the first read. */
  mayBeCutAt(bytes: number): boolean {
    return bytes >= this.#firstReadBytes;
  }

  malformed(target: HostPort): readonly Saying[] {
    return sayings(malformedRequests(target), (request) => {
      return this.#client.stream({ ...request, unixSeconds: thisSecond() });
    });
  }

  foreign(target: HostPort): readonly Saying[] {
    return [
      ...sayings(foreignSpeakers(this.#keys), (speaker) => openingOf(speaker, { target })),
      { name: "a datagram of ours", bytes: () => this.packet(target, PAYLOAD) },
      ...METHODS_2017.map((method) => ({
        name: `${method} with the key for a password`,
        bytes: () => new Dialect2017(method, this.password).opening(target, [PAYLOAD]),
      })),
    ];
  }

  untimely(target: HostPort): readonly Saying[] {
    return sayings(UNTIMELY, (time) => openingOf(this.#client, { target, unixSeconds: time() }));
  }

  timely(target: HostPort): readonly Saying[] {
    return sayings(TIMELY, (time) => openingOf(this.#client, { target, unixSeconds: time() }));
  }

  packet(target: HostPort, payload: Uint8Array): Uint8Array {
    return packetOf(this.#client, { target, payload });
  }

  badPackets(target: HostPort): readonly Saying[] {
    return [
      ...sayings(malformedBodies(target), (body) => {
        return this.#client.packet({ session: newSession(), id: 0n, body: body(thisSecond()) });
      }),
      ...sayings(UNTIMELY, (time) => packetOf(this.#client, { target, unixSeconds: time() })),
      ...sayings(foreignSpeakers(this.#keys), (speaker) => packetOf(speaker, { target })),
      { name: "a stream's opening", bytes: () => this.opening(target, [PAYLOAD]) },
    ];
  }

  /** Ids of one session, then times, each in a session of its own. */
  sequence(target: HostPort): readonly Step[] {
    const session = newSession();
    const step = (name: string, id: bigint, isServed: boolean): Step => ({
      ...{ name, isServed },
      bytes: () => packetOf(this.#client, { target, session, id }),
    });
    const times = sayings(TIMELY, (time) => {
      return packetOf(this.#client, { target, unixSeconds: time() });
    });
    return [
      step("the id 5 first", 5n, true),
      step("the id 5 again", 5n, false),
      step("an earlier id", 3n, true),
      step("a huge id", HUGE_ID, true),
      step("the last id of the window", HUGE_ID - BigInt(WINDOW), true),
      step("the last id of the window again", HUGE_ID - BigInt(WINDOW), false),
      step("an id behind the window", HUGE_ID - BigInt(WINDOW) - 1n, false),
      step("an id that has not come, long ago", 4n, false),
      step("the last id of all", LAST_ID, true),
      step("the id 0 after it", 0n, false),
      ...times.map((saying) => ({ ...saying, isServed: true })),
    ];
  }

  /** Salt, identity header, fixed header. */
  get #firstReadBytes(): number {
    const { saltBytes } = method2022(this.method);
    return saltBytes + (this.users.length === 0 ? 0 : IDENTITY_BYTES) + FIXED_BYTES;
  }
}

function sayings<T>(
  things: Readonly<Record<string, T>>,
  make: (thing: T) => Uint8Array,
): readonly Saying[] {
  return Object.entries(things).map(([name, thing]) => ({ name, bytes: () => make(thing) }));
}
