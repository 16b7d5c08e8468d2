// The keys of an AEAD-2017 port that many share. Nothing that a client sends names its key, so they are tried: those first
// that were last used at the client's address, then the others, the last used first.

/** Addresses are remembered only of those who have a key. */
const MAX_CLIENTS = 4096;

export class KeyRing<K> {
  /** All of them, the last used first. Lists are replaced and never changed: somebody may be trying what is in one. */
  #keys: readonly K[];
  /** By address; the one that was heard of the longest time ago is the first to go. */
  readonly #keysAt = new Map<string, readonly K[]>();

  constructor(keys: readonly K[]) {
    this.#keys = keys;
  }

  /** How many of the keys were used at the client's address; they are the first of its turns. */
  usedAt(client: string): number {
    return this.#keysAt.get(client)?.length ?? 0;
  }

  /** Each key once. `client`: the IP address. */
  inTurn(client: string): readonly K[] {
    const likely = this.#keysAt.get(client);
    if (likely === undefined) return this.#keys;
    if (likely.length === this.#keys.length) return likely;
    return [...likely, ...this.#keys.filter((key) => !likely.includes(key))];
  }

  /** A client has proved at this address that it knows this key. */
  used(key: K, client: string): void {
    const likely = withFirst(key, this.#keysAt.get(client) ?? []);
    this.#keys = withFirst(key, this.#keys);
    this.#keysAt.delete(client);
    this.#keysAt.set(client, likely);
    if (this.#keysAt.size > MAX_CLIENTS) this.#keysAt.delete(this.#keysAt.keys().next().value!);
  }
}

function withFirst<K>(key: K, keys: readonly K[]): readonly K[] {
  return keys[0] === key ? keys : [key, ...keys.filter((other) => other !== key)];
}
