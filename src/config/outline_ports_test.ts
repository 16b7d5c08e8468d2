// The files are outline-ss-server's own examples (v1.9.2, cmd/outline-ss-server/config_example*.yml), with longer secrets.

import { assertEquals } from "@std/assert";
import { failure, load, type Said } from "../../tests/support/load_config.ts";
import type { ServerConfig, ServerEntry } from "./config.ts";

const SERVICES = `
web:
  servers:
    - id: my_web_server
      listen:
        - "127.0.0.1:8000"

services:
  - listeners:
      - type: tcp
        address: "[::]:9000"
      - type: udp
        address: "[::]:9000"
      - type: websocket-stream
        web_server: my_web_server
        path: "/SECRET/tcp"  # Prevent probing by serving under a secret path.
      - type: websocket-packet
        web_server: my_web_server
        path: "/SECRET/udp"
    keys:
      - id: user-0
        cipher: chacha20-ietf-poly1305
        secret: the-first-secret
      - id: user-1
        cipher: chacha20-ietf-poly1305
        secret: the-second-secret
    dialer:
      fwmark: 0
  - listeners:
      - type: tcp
        address: "127.0.0.1:9001"
    keys:
      - id: user-2
        cipher: aes-256-gcm
        secret: the-third-secret
`;

const KEYS = `
keys:
  - id: user-0
    port: 9000
    cipher: chacha20-ietf-poly1305
    secret: the-first-secret

  - id: user-1
    port: 9000
    cipher: AEAD_CHACHA20_POLY1305
    secret: the-second-secret

  - id: user-2
    port: 9001
    cipher: aes-256-gcm
    secret: the-third-secret
`;

Deno.test("each address of outline's services is a listener, and its keys are the users", () => {
  const { config, warnings } = load<ServerConfig>("server", { yaml: SERVICES });
  assertEquals(config.listeners.map(shown), [
    "[::]:9000 chacha20-ietf-poly1305 tcp_and_udp user-0=the-first-secret user-1=the-second-secret",
    "127.0.0.1:9001 aes-256-gcm tcp_only user-2=the-third-secret",
  ]);
  const socket = "is not supported: umbra listens for TCP and UDP, not for web sockets";
  assertEquals(warnings, [
    `web ${socket}`,
    `services[0].listeners[2].type ${socket}`,
    `services[0].listeners[3].type ${socket}`,
  ]);
});

Deno.test("each port of outline's keys is a listener for TCP and UDP, at every address", () => {
  const { config, warnings } = load<ServerConfig>("server", { yaml: KEYS });
  assertEquals(config.listeners.map(shown), [
    "[::]:9000 chacha20-ietf-poly1305 tcp_and_udp user-0=the-first-secret user-1=the-second-secret",
    "[::]:9001 aes-256-gcm tcp_and_udp user-2=the-third-secret",
  ]);
  assertEquals(warnings, []);
});

Deno.test("outline's configuration is read as JSON as well, and beside our own keys", () => {
  const listeners = [{ type: "udp", address: ":9000" }, { type: "tcp", address: ":9001" }];
  const keys = [{ id: 0, cipher: "aes-256-gcm", secret: "a-long-enough-secret" }];
  const { config, warnings } = load<ServerConfig>("server", {
    file: JSON.stringify({
      services: [{ listeners, keys, dialer: null }],
      keys: null,
      allow_private: true,
    }),
  });
  assertEquals(config.listeners.map(shown), [
    "[::]:9000 aes-256-gcm udp_only 0=a-long-enough-secret",
    "[::]:9001 aes-256-gcm tcp_only 0=a-long-enough-secret",
  ]);
  assertEquals([config.allowPrivate.kind, warnings], ["all", []]);
});

Deno.test("a key of outline's whose secret is somebody else's is left out, with a warning", () => {
  const { config, warnings } = load<ServerConfig>("server", {
    yaml: KEYS.replace("the-second-secret", "the-first-secret"),
  });
  assertEquals(config.listeners[0]!.users.map(({ name }) => name), ["user-0"]);
  assertEquals(warnings, ['keys[1].secret is that of "user-0", so this key is left out']);
});

Deno.test("a file of outline's that everybody can read is warned of", () => {
  for (const yaml of [SERVICES, KEYS]) {
    const { warnings } = load<ServerConfig>("server", { yaml, mode: 0o644 });
    assertEquals(
      warnings.includes("config.yml holds a password and can be read by everyone"),
      true,
    );
  }
});

Deno.test("what is wrong with outline's keys is told with its place, and without a secret", () => {
  const wrong = (from: string, to: string) => told({ yaml: KEYS.replace(from, to) });
  assertEquals(wrong("chacha20-ietf-poly1305", "chacha20-ietf-poly1304"), [
    'config.yml:5:13 keys[0].cipher names no known method: "chacha20-ietf-poly1304"; ' +
    "did you mean chacha20-ietf-poly1305?",
  ]);
  assertEquals(wrong("    secret: the-first-secret\n", ""), [
    "config.yml:3:5 keys[0].secret is missing; umbra genkey makes a good one",
  ]);
  assertEquals(wrong("the-first-secret", ""), [
    "config.yml:3:5 keys[0].secret is missing; umbra genkey makes a good one",
  ]);
  assertEquals(wrong("the-first-secret", "[planted]"), [
    "config.yml:6:13 keys[0].secret must be a text in quotes; umbra genkey makes a good one",
  ]);
  assertEquals(wrong("9000", "70000"), [
    "config.yml:4:11 keys[0].port must be a port from 1 to 65535, not 70000; for example 9000",
  ]);
  assertEquals(wrong("user-1", "user-0"), [
    'config.yml:8:9 keys[1].id is "user-0" once more; each key of a port has an id of its own',
  ]);
  assertEquals(wrong("AEAD_CHACHA20_POLY1305", "aes-128-gcm"), [
    "config.yml:10:13 keys[1].cipher is aes-128-gcm beside chacha20-ietf-poly1305: the keys of " +
    "a port must have one cipher; give it the cipher of the others, or a port of its own",
  ]);
  assertEquals(wrong("aes-256-gcm", "2022-blake3-aes-256-gcm"), [
    "config.yml:15:13 keys[2].cipher is 2022-blake3-aes-256-gcm, whose ports have a key besides " +
    'those of their users; write "server_port", "method", "password" and "users" in place of ' +
    "this form",
  ]);
});

Deno.test("what is wrong with outline's services is told with its place", () => {
  const wrong = (from: string, to: string) => told({ yaml: SERVICES.replace(from, to) });
  assertEquals(wrong('type: tcp\n        address: "[::]:9000"', "type: tcp"), [
    'config.yml:10:15 services[0].listeners[0].type has no address beside it; for example "address": "[::]:9000"',
  ]);
  assertEquals(wrong("type: tcp", "type: quic"), [
    'config.yml:10:15 services[0].listeners[0].type must be one of tcp, udp, not "quic"; for example tcp',
  ]);
  assertEquals(wrong('"[::]:9000"', '"[::]:0"'), [
    "config.yml:11:18 services[0].listeners[0].address must be an address and a port from 1 to " +
    '65535, not "[::]:0"; for example "[::]:9000"',
  ]);
  assertEquals(wrong("127.0.0.1:9001", "[::]:9000"), [
    "config.yml:31:18 services[1].listeners[0].address is [::]:9000, which is taken already; " +
    "put all its keys and both its listeners into one service",
  ]);
  assertEquals(told({ file: '{"services": [{"listeners": [{"address": ":1"}], "keys": []}]}' }), [
    "config.json:1:30 services[0].listeners[0].type is missing; for example tcp",
  ]);
});

Deno.test("outline's file that opens no port, or a port for nobody, is refused", () => {
  const listeners = '[{"type": "tcp", "address": ":9000"}]';
  assertEquals(told({ file: '{"keys": []}' }), [
    "config.json:1:10 keys opens no port; give it a listener of type tcp or udp",
  ]);
  assertEquals(
    told({ file: `{"services": [{"listeners": ${listeners}, "keys": []}]}` })[0],
    [
      "config.json:1:76 services[0].keys is empty: nobody could use the port; add a key",
    ][0],
  );
  assertEquals(
    told({ file: `{"services": [{"listeners": ${listeners}}]}` })[0]?.split(";")[0],
    [
      "config.json:1:15 services[0].keys is missing",
    ][0],
  );
});

Deno.test("more keys on a port than can be tried are refused", () => {
  const keys = Array.from({ length: 101 }, (_, index) => ({
    id: `user-${index}`,
    port: 9000,
    cipher: "aes-256-gcm",
    secret: `planted-secret-${index}`,
  }));
  assertEquals(
    told({ file: JSON.stringify({ keys }) })[0]?.split(";")[0],
    [
      "config.json:1:32 port 9000 has 101 users: with aes-256-gcm at most 100 share a port",
    ][0],
  );
});

function shown({ address, method, key, mode, users }: ServerEntry): string {
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  const names = users.map(({ name, key }) =>
    `${name}=${key.kind === "password" ? key.password.reveal() : key.kind}`
  );
  const own = key === undefined ? [] : [key.kind];
  return [`${host}:${address.port}`, method, mode, ...own, ...names].join(" ");
}

/** `place message; hint` of each problem. */
function told(said: Said): string[] {
  const { problems } = failure("server", said);
  assertEquals(/the-\w+-secret|planted/.test(JSON.stringify(problems)), false);
  return problems.map(({ where, message, hint }) => `${where} ${message}; ${hint}`);
}
