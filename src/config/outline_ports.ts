// The ports of a configuration written for outline-ss-server -> entries of `servers`: one for each address, with the
// access keys as the users who share it.

import { isCipher2022 } from "../crypto/method_table.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";
import type { Mode, ProxyUser } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import { chooseMethod } from "./method_choice.ts";
import { problemWith, type Sourced } from "./origin.ts";
import type { Settings } from "./settings.ts";

/** A `port` of the older form is that of every address of both families. */
const EVERYWHERE = "::";

/** `settings` with the ports of `services` and `keys` among its servers. Throws a ConfigError when they cannot be. */
export function withOutlinePorts<S extends Settings>(settings: S, ledger: Ledger): S {
  const { servers, services, accessKeys } = settings;
  const origin = (services ?? accessKeys)?.origin;
  if (origin === undefined) return settings;
  const ports = [
    ...portsOfKeys(accessKeys?.value ?? []),
    ...(services?.value ?? []).flatMap((service) => portsOfService(service, ledger)),
  ];
  if (ports.length === 0) {
    ledger.fail(problemWith(origin, "opens no port", "give it a listener of type tcp or udp"));
  }
  refuseTwins(ports, ledger);
  const entries = ports.map((port) => entryOf(port, ledger));
  // What is found further on follows from what is wrong here.
  ledger.settle();
  return { ...settings, servers: { value: [...(servers?.value ?? []), ...entries], origin } };
}

interface Port {
  readonly address: Sourced<HostPort>;
  readonly mode: Sourced<Mode>;
  readonly keys: Sourced<readonly Settings[]>;
}

/** The older form: each key names its port, which is one of TCP and UDP. */
function portsOfKeys(keys: readonly Settings[]): readonly Port[] {
  const pairs = keys.flatMap((key) =>
    (key.serverPort?.value ?? []).map((port) => ({ port, key, origin: key.serverPort!.origin }))
  );
  return [...Map.groupBy(pairs, ({ port }) => port)].map(([port, sharers]) => {
    const { origin } = sharers[0]!;
    return {
      address: { value: { host: EVERYWHERE, port }, origin },
      mode: { value: "tcp_and_udp", origin },
      keys: {
        value: sharers.map(({ key }) => key),
        origin: { ...origin, subject: `port ${port}` },
      },
    };
  });
}

function portsOfService(
  { listeners, accessKeys: keys }: Settings,
  ledger: Ledger,
): readonly Port[] {
  if (listeners === undefined || keys === undefined) return [];
  if (keys.value.length === 0) {
    ledger.fail(problemWith(keys.origin, "is empty: nobody could use the port", "add a key"));
    return [];
  }
  const plain = listeners.value.flatMap((listener) => listenerOf(listener, ledger));
  return [...Map.groupBy(plain, ({ address }) => formatHostPort(address.value)).values()]
    .map((sharers) => ({ address: sharers[0]!.address, mode: modeOf(sharers), keys }));
}

interface Listener {
  readonly transport: Sourced<"tcp" | "udp">;
  readonly address: Sourced<HostPort>;
}

/** None of a type that is left out. */
function listenerOf(
  { transport, listenAddress: address }: Settings,
  ledger: Ledger,
): readonly Listener[] {
  if (transport === undefined) return [];
  if (address !== undefined) return [{ transport, address }];
  const hint = 'for example "address": "[::]:9000"';
  ledger.fail(problemWith(transport.origin, "has no address beside it", hint));
  return [];
}

function modeOf(listeners: readonly Listener[]): Sourced<Mode> {
  const [first] = listeners;
  const transports = new Set(listeners.map(({ transport }) => transport.value));
  const only = transports.has("tcp") ? "tcp_only" : "udp_only";
  return {
    value: transports.size > 1 ? "tcp_and_udp" : only,
    origin: first!.transport.origin,
  };
}

/** An address belongs to one list of keys; of two, one would be lost. */
function refuseTwins(ports: readonly Port[], ledger: Ledger): void {
  const seen = new Set<string>();
  for (const { address } of ports) {
    const text = formatHostPort(address.value);
    if (seen.has(text)) {
      const hint = "put all its keys and both its listeners into one service";
      ledger.fail(problemWith(address.origin, `is ${text}, which is taken already`, hint));
    }
    seen.add(text);
  }
}

function entryOf({ address, mode, keys }: Port, ledger: Ledger): Settings {
  const methods = keys.value.flatMap(({ method }) => method ?? []);
  refuseOddMethods(methods, ledger);
  const [method] = methods;
  return {
    server: { value: [address.value], origin: address.origin },
    mode,
    ...(method !== undefined && { method }),
    users: { value: usersOf(keys.value, ledger), origin: keys.origin },
  };
}

/** Outline tries each key with a cipher of its own; our ports have one method. */
function refuseOddMethods(written: readonly Sourced<string>[], ledger: Ledger): void {
  const methods = written.flatMap((method) => {
    const name = chooseMethod(method, false, ledger);
    return name === undefined ? [] : [{ name, origin: method.origin }];
  });
  const [first] = methods;
  const other = methods.find(({ name }) => name !== first?.name);
  if (first === undefined) return;
  if (other !== undefined) {
    ledger.fail(problemWith(
      other.origin,
      `is ${other.name} beside ${first.name}: the keys of a port must have one cipher`,
      "give it the cipher of the others, or a port of its own",
    ));
  }
  if (first.name !== "none" && isCipher2022(first.name)) {
    ledger.fail(problemWith(
      first.origin,
      `is ${first.name}, whose ports have a key besides those of their users`,
      'write "server_port", "method", "password" and "users" in place of this form',
    ));
  }
}

function usersOf(keys: readonly Settings[], ledger: Ledger): readonly ProxyUser[] {
  const names = new Set<string>();
  const nameOfSecret = new Map<string, string>();
  return keys.flatMap(({ userName, password }) => {
    if (userName === undefined || password === undefined) return [];
    const { value: name, origin } = userName;
    const owner = nameOfSecret.get(password.value.reveal());
    if (names.has(name)) {
      const hint = "each key of a port has an id of its own";
      ledger.fail(problemWith(origin, `is ${JSON.stringify(name)} once more`, hint));
    } else if (owner !== undefined) {
      const predicate = `is that of ${JSON.stringify(owner)}, so this key is left out`;
      ledger.warn(problemWith(password.origin, predicate));
    } else {
      names.add(name);
      nameOfSecret.set(password.value.reveal(), name);
      return [{ name, password: password.value }];
    }
    return [];
  });
}
