// What takes up room in a program (associations, unfinished handshakes), in the order of last use, so that what has
// rested the longest makes room for the next: within its owner's share first, so that nobody crowds the others out.

/** What the table knows of a member. */
export interface Evictable {
  /** Who it counts for; `undefined`: nobody whose share is limited. */
  readonly owner: string | undefined;
  /** It had to make room, and is no longer in the table. */
  evict(): void;
}

export interface TableLimits {
  readonly max: number;
  readonly maxPerOwner: number;
}

export class FairTable<T extends Evictable> {
  readonly #limits: TableLimits;
  /** Each set has its least recently used member first. */
  readonly #all = new Set<T>();
  readonly #byOwner = new Map<string, Set<T>>();

  constructor(limits: TableLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#all.size;
  }

  /** The one that has not been used for longest. */
  get eldest(): T | undefined {
    return firstOf(this.#all);
  }

  /** Makes room where there is none. */
  add(member: T): void {
    const { max, maxPerOwner } = this.#limits;
    const own = this.#ownOf(member);
    if (own !== undefined && own.size >= maxPerOwner) this.evict(firstOf(own)!);
    if (this.#all.size >= max) this.evict(this.eldest!);
    this.#all.add(member);
    this.#join(member);
  }

  /** It is the most recently used now. */
  touch(member: T): void {
    if (!this.#all.delete(member)) return;
    this.#all.add(member);
    const own = this.#ownOf(member);
    own?.delete(member);
    own?.add(member);
  }

  /** Idempotent. */
  remove(member: T): void {
    if (!this.#all.delete(member) || member.owner === undefined) return;
    const own = this.#byOwner.get(member.owner);
    own?.delete(member);
    if (own?.size === 0) this.#byOwner.delete(member.owner);
  }

  evict(member: T): void {
    this.remove(member);
    member.evict();
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#all.values();
  }

  #ownOf({ owner }: T): Set<T> | undefined {
    return owner === undefined ? undefined : this.#byOwner.get(owner);
  }

  #join(member: T): void {
    const { owner } = member;
    if (owner === undefined) return;
    const own = this.#byOwner.get(owner);
    if (own === undefined) this.#byOwner.set(owner, new Set([member]));
    else own.add(member);
  }
}

function firstOf<T>(members: Iterable<T>): T | undefined {
  for (const first of members) return first;
  return undefined;
}
