// People with keys of the 2022 edition, or with some of those of the server in front of them, whom it must not take for
// its own.

import { method2022, METHOD_2022_NAMES } from "../../src/crypto/method_table.ts";
import { randomBytes, Speaker2022, type SpeakerKeys } from "./speaker_2022.ts";

export interface ServerKeys extends Pick<SpeakerKeys, "method"> {
  /** The server's own. */
  readonly key: Uint8Array;
  /** Empty: whoever has the server's. */
  readonly users: readonly Uint8Array[];
}

export function foreignSpeakers(server: ServerKeys): Readonly<Record<string, Speaker2022>> {
  const { method } = server;
  const speakers = { ...foreignChains(server), ...otherMethods(server) };
  return Object.fromEntries(
    Object.entries(speakers).map(([name, keys]) => [name, new Speaker2022({ method, ...keys })]),
  );
}

/** A client of this server: the first user, where there are some. */
export function chainOf({ key, users: [user] }: ServerKeys): readonly Uint8Array[] {
  return user === undefined ? [key] : [key, user];
}

type ForeignKeys = Omit<SpeakerKeys, "method"> & Partial<SpeakerKeys>;

function foreignChains({ method, key, users }: ServerKeys): Record<string, ForeignKeys> {
  const stranger = randomBytes(key.length);
  const [alice, bob] = users;
  if (alice === undefined) {
    const named = { "an identity header too many": { chain: [key, key] } };
    return { "another key": { chain: [stranger] }, ...(method2022(method).hasBlocks ? named : {}) };
  }
  return {
    "another server's key": { chain: [stranger, alice] },
    "an unknown user": { chain: [key, stranger] },
    "no identity header": { chain: [alice] },
    "the server's key alone": { chain: [key] },
    "the two keys in the other order": { chain: [alice, key] },
    "an identity header too many": { chain: [key, key, alice] },
    "in another user's name": { chain: [key, alice], key: bob! },
    "in a user's name, with the server's key": { chain: [key, alice], key },
  };
}

/** Those whose keys are as long, with the very same. */
function otherMethods(server: ServerKeys): Record<string, ForeignKeys> {
  const alike = METHOD_2022_NAMES.filter((name) =>
    name !== server.method && method2022(name).keyBytes === server.key.length
  );
  return Object.fromEntries(alike.map((method) => [method, { method, chain: chainOf(server) }]));
}
