// A and AAAA asked for together (RFC 8305 section 3): once one family has addresses, the other one is waited for a moment
// only.

import type { Clock } from "../net/clock.ts";
import type { AddressType, Finding } from "./finding.ts";

const RESOLUTION_DELAY_MS = 50;
/** How long addresses hold, in seconds, when nobody has said for how long the other family has none. */
const HALF_ANSWER_TTL = 10;

export interface FamilyParts {
  readonly clock: Clock;
  /** Prefer IPv6 addresses. */
  readonly ipv6First: boolean;
  readonly find: (type: AddressType) => Promise<Finding>;
}

/**
 * The addresses of both, in turn. Whoever is not waited for any more has to be told so by the caller. Rejects when there
 * are no addresses and one family could not be told.
 */
export async function findBoth({ clock, ipv6First, find }: FamilyParts): Promise<Finding> {
  const ask = (type: AddressType) => new Family(find(type));
  const [preferred, other] = ipv6First ? [ask("AAAA"), ask("A")] : [ask("A"), ask("AAAA")];
  await firstAddresses([preferred, other]);
  await bothWithin(RESOLUTION_DELAY_MS, [preferred, other], clock);
  const addresses = interleave(preferred.addresses, other.addresses);
  const failed = [preferred, other].find(({ failure }) => failure !== undefined);
  if (addresses.length === 0 && failed !== undefined) throw failed.failure;
  if (addresses.length === 0) return { addresses, ttl: Math.min(preferred.ttl, other.ttl) };
  return { addresses, ttl: Math.min(preferred.holds, other.holds) };
}

/** One of the two questions, and what has come of it. */
class Family {
  addresses: readonly string[] = [];
  ttl = 0;
  failure: unknown;
  /** Never rejects. */
  readonly over: Promise<void>;

  constructor(answer: Promise<Finding>) {
    this.over = answer.then(
      ({ addresses, ttl }) => {
        this.addresses = addresses;
        this.ttl = ttl;
      },
      (error) => this.failure = error,
    );
  }

  /** For how many seconds the addresses of both hold, as far as this one can tell. */
  get holds(): number {
    return this.addresses.length > 0 ? this.ttl : Math.max(this.ttl, HALF_ANSWER_TTL);
  }
}

type Pair = readonly [Family, Family];

/** Until one has addresses, or both are over. */
async function firstAddresses([a, b]: Pair): Promise<void> {
  await Promise.race([a.over, b.over]);
  if (a.addresses.length + b.addresses.length === 0) await Promise.all([a.over, b.over]);
}

/** Until both are over, but not for longer than that. */
function bothWithin(ms: number, [a, b]: Pair, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const alarm = clock.at(ms, resolve);
    Promise.all([a.over, b.over]).then(() => {
      alarm.cancel();
      resolve();
    });
  });
}

/** A family whose network is down holds up the other by one head start, not by one for each of its addresses. */
function interleave(preferred: readonly string[], other: readonly string[]): readonly string[] {
  const length = Math.max(preferred.length, other.length);
  return Array.from({ length }, (_, i) => [preferred[i], other[i]]).flat()
    .filter((address) => address !== undefined);
}
