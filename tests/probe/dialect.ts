// What a prober may know of one method, spoken with one key: what a client says, what it never would, and where a server
// can first tell the two apart. One implementation for each family; everything else of the suite is the same for all.

import type { HostPort } from "../../src/net/address.ts";
import type { Saying } from "./probe.ts";

export interface Dialect {
  readonly method: string;
  /** As `umbra server` takes it. */
  readonly password: string;
  /** Who shares the server's port, each with a key of its own; nobody: whoever has the password. */
  readonly users: readonly User[];
  /** How long a stream must be for a server to know more of it than before. */
  readonly edges: readonly number[];
  /** A new, valid stream: a request for `target`, and each payload in a piece (record, chunk) of its own. */
  opening(target: HostPort, payloads: readonly Uint8Array[]): Uint8Array;
  /** Whether an opening is served when its first segment ends there. */
  mayBeCutAt(bytes: number): boolean;
  /** Sealed as it should be, and still nothing that a client would send. */
  malformed(target: HostPort): readonly Saying[];
  /** Valid for another key, another method, another user. */
  foreign(target: HostPort): readonly Saying[];
  /** Valid but for the time of their making. */
  untimely(target: HostPort): readonly Saying[];
  /** Valid, made as early or late as is allowed. */
  timely(target: HostPort): readonly Saying[];
  /** A new, valid datagram. */
  packet(target: HostPort, payload: Uint8Array): Uint8Array;
  /** Datagrams that a server must not act upon, whoever has sealed them. */
  badPackets(target: HostPort): readonly Saying[];
  /** Datagrams in an order that matters. */
  sequence(target: HostPort): readonly Step[];
}

export interface User {
  readonly name: string;
  readonly password: string;
}

/** A datagram, and whether it is due to be passed on where it stands. */
export interface Step extends Saying {
  readonly isServed: boolean;
}

/** Methods that differ in sizes and ciphers only. */
export interface Family {
  readonly name: string;
  /** The first stands for all where time is short. */
  readonly methods: readonly string[];
  /** With a key of its own. */
  speak(method: string): Dialect;
}
