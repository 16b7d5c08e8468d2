// The keys of outline-ss-server's configuration (v1.9.2): `services`, and the older form of it, `keys`. What they come
// to is in outline_ports.ts.

import {
  applyRule,
  type KeyRule,
  keyTable,
  type ListRule,
  noEffect,
  type PlainRule,
  section,
  value,
} from "./key_rule.ts";
import { CREDENTIAL, LISTEN_ADDRESS, oneOf, PORTS, SECRET, TEXT } from "./value_schemas.ts";

const METHOD_HINT = "for example chacha20-ietf-poly1305";
const SECRET_HINT = "umbra genkey makes a good one";
const ADDRESS_HINT = 'for example "[::]:9000"';
const PORT_HINT = "for example 9000";

const ACCESS_KEY = {
  id: value("userName", CREDENTIAL, { hint: "for example alice" }),
  cipher: value("method", TEXT, { hint: METHOD_HINT }),
  secret: value("password", SECRET, { isSecret: true, hint: SECRET_HINT }),
} satisfies Record<string, KeyRule>;

const NEEDED_OF_KEY = {
  id: "give the user a name, for example alice",
  cipher: METHOD_HINT,
  secret: SECRET_HINT,
};

const WEB_SOCKETS = noEffect(
  "is not supported: umbra listens for TCP and UDP, not for web sockets",
  "clients with a plain ss:// access key are served",
);

const TRANSPORT = value("transport", oneOf({ tcp: "tcp", udp: "udp" }), {
  hint: "for example tcp",
});

/** The other types are known, and left out. */
const LISTENER_TYPE: PlainRule = {
  kind: "value",
  read: (given, ledger) => {
    const isWebSocket = /^websocket-(stream|packet)$/.test(String(given.raw));
    return applyRule(isWebSocket ? WEB_SOCKETS : TRANSPORT, given, ledger);
  },
};

/** Its listener is left out with a warning. */
const OF_A_WEB_SOCKET: KeyRule = { kind: "judged", judge: () => undefined };

const LISTENERS: ListRule = {
  kind: "list",
  setting: "listeners",
  keys: keyTable({
    type: LISTENER_TYPE,
    address: value("listenAddress", LISTEN_ADDRESS, { hint: ADDRESS_HINT }),
    web_server: OF_A_WEB_SOCKET,
    path: OF_A_WEB_SOCKET,
  }),
  needed: { type: "for example tcp" },
};

const SERVICES: ListRule = {
  kind: "list",
  setting: "services",
  keys: keyTable({
    listeners: LISTENERS,
    keys: {
      kind: "list",
      setting: "accessKeys",
      keys: keyTable(ACCESS_KEY),
      needed: NEEDED_OF_KEY,
    },
    dialer: section({
      fwmark: noEffect("is not possible on Deno: SO_MARK cannot be set on its sockets"),
    }),
  }),
  needed: {
    listeners: `for example [{"type": "tcp", "address": "[::]:9000"}]`,
    keys: 'for example [{"id": "alice", "cipher": "aes-256-gcm", "secret": "..."}]',
  },
};

export const OUTLINE_KEYS = {
  services: SERVICES,
  keys: {
    kind: "list",
    setting: "accessKeys",
    keys: keyTable({
      ...ACCESS_KEY,
      port: value("serverPort", PORTS, { hint: PORT_HINT }),
    }),
    needed: { ...NEEDED_OF_KEY, port: PORT_HINT },
  },
  web: WEB_SOCKETS,
} satisfies Record<string, KeyRule>;
