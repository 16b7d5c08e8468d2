// What a target's name resolves to, for rules by address; none where it does not resolve, which is for the dial to tell.

import type { HostPort } from "../net/address.ts";
import type { Resolver } from "../net/resolver.ts";
import type { ChoiceOptions } from "./outlet_chooser.ts";

export async function addressesForRules(
  resolver: Resolver,
  { host }: HostPort,
  { signal, client }: ChoiceOptions,
): Promise<readonly string[]> {
  try {
    return await resolver.resolve(host, { signal, client });
  } catch (error) {
    if (signal.aborted) throw error;
    return [];
  }
}
