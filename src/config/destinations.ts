// Whom a relay passes on to (SIP023): servers behind it, each known by its key. As in sing-box:
//
//   "password": "the relay's own key",
//   "destinations": [{"name": "exit", "server": "192.0.2.1", "server_port": 8388, "password": "its key"}]

import { formatHostPort } from "../net/address.ts";
import { type MethodName, methodOf } from "../crypto/method_table.ts";
import type { Destination } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import { problemWith } from "./origin.ts";
import { chooseServerKey } from "./psk_choice.ts";
import { duplicateOf } from "./server_users.ts";
import type { Settings } from "./settings.ts";

const USE_METHOD = "use 2022-blake3-aes-256-gcm at all ends";

/** Empty where there are none, or something is wrong with them: the ledger has it. */
export function relayDestinations(
  settings: Settings,
  method: MethodName,
  ledger: Ledger,
): readonly Destination[] {
  const { destinations } = settings;
  if (destinations === undefined) return [];
  const { origin, value } = destinations;
  const known = method === "none" ? undefined : methodOf(method);
  if (known?.family !== "2022" || !known.hasBlocks) {
    ledger.fail(
      problemWith(
        origin,
        `cannot be told apart by ${method}: it has no identity headers`,
        USE_METHOD,
      ),
    );
    return [];
  }
  const fault = faultOf(settings, value);
  if (fault !== undefined) {
    ledger.fail(problemWith(origin, fault.predicate, fault.hint));
    return [];
  }
  const chosen = value.flatMap(({ name, address, password }) => {
    const subject = `the password of ${JSON.stringify(name)} in ${origin.subject}`;
    const key = chooseServerKey({ value: password, origin: { ...origin, subject } }, known, ledger);
    return key === undefined ? [] : [{ name, address, key: key.value }];
  });
  return ledger.use("destinations", { value: chosen, origin }, show);
}

function faultOf({ users }: Settings, destinations: Parameters<typeof duplicateOf>[0]) {
  if (users !== undefined) {
    return {
      predicate: 'stands beside "users": a port serves or passes on',
      hint: 'give each a port of its own, as entries of "servers"',
    };
  }
  const predicate = duplicateOf(destinations);
  const hint = "each destination has a name and a key of its own";
  return predicate === undefined ? undefined : { predicate, hint };
}

function show(destinations: readonly Destination[]): string {
  return destinations.map(({ name, address }) => `${name} (${formatHostPort(address)})`).join(", ");
}
