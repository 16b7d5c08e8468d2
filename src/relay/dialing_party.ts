// Whose part of what is limited a dial takes: the user's, wherever he comes from; where nobody is told from the others, the
// address's.

import type { HostPort } from "../net/address.ts";

export interface DialingParty {
  readonly user: string | undefined;
  readonly client: HostPort;
}

/** No user's name is an address here. */
export function dialingParty({ user, client }: DialingParty): string {
  return user === undefined ? client.host : `user ${user}`;
}
