import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { type Peer, PEERS } from "./peer_table.ts";

const LINK = { method: "aes-256-gcm", password: "secret", serverPort: 8388 };
const ENDS = { port: 1080, targetPort: 80 };

Deno.test("PEERS have names of their own, and start programs that they name", () => {
  assertEquals(new Set(PEERS.map(({ name }) => name)).size, PEERS.length);
  for (const { name, programs, server, tunnel } of PEERS) {
    const started = [server(LINK).program, tunnel(LINK, ENDS).program];
    assertEquals(new Set(started), new Set(programs), name);
  }
});

Deno.test("PEERS are told all of the link, and stay on loopback", () => {
  for (const { name, server, tunnel } of PEERS) {
    const texts = [server(LINK), tunnel(LINK, ENDS)].map((launch) => JSON.stringify(launch));
    for (const text of texts) {
      for (const word of ["aes-256-gcm", "secret", "8388", "127.0.0.1"]) {
        assert(text.includes(word), `${name}: ${word}`);
      }
      assertNotMatch(text, /0\.0\.0\.0|"::"/, name);
    }
    assert(texts[1]!.includes("1080") && texts[1]!.includes("80"), name);
  }
});

Deno.test("sing-box gets an inbound and an outbound each", () => {
  const { server, tunnel } = peer("sing-box");
  const link = { method: "aes-256-gcm", password: "secret" };
  assertEquals(server(LINK).config, {
    log: { level: "warn" },
    inbounds: [{ type: "shadowsocks", listen: "127.0.0.1", listen_port: 8388, ...link }],
    outbounds: [{ type: "direct" }],
  });
  const target = { override_address: "127.0.0.1", override_port: 80 };
  assertEquals(tunnel(LINK, ENDS).config, {
    log: { level: "warn" },
    inbounds: [{
      type: "direct",
      listen: "127.0.0.1",
      listen_port: 1080,
      ...target,
    }],
    outbounds: [{ type: "shadowsocks", server: "127.0.0.1", server_port: 8388, ...link }],
  });
});

Deno.test("xray gets an inbound and an outbound each", () => {
  const { server, tunnel } = peer("xray");
  const settings = { method: "aes-256-gcm", password: "secret" };
  const log = { loglevel: "error", access: "none" };
  assertEquals(server(LINK).config, {
    log,
    inbounds: [{
      ...{ protocol: "shadowsocks", listen: "127.0.0.1", port: 8388 },
      settings: { ...settings, network: "tcp,udp" },
    }],
    outbounds: [{ protocol: "freedom" }],
  });
  const upstream = { address: "127.0.0.1", port: 8388, ...settings };
  assertEquals(tunnel(LINK, ENDS).config, {
    log,
    inbounds: [{
      ...{ protocol: "dokodemo-door", listen: "127.0.0.1", port: 1080 },
      settings: { address: "127.0.0.1", port: 80, network: "tcp,udp" },
    }],
    outbounds: [{ protocol: "shadowsocks", settings: { servers: [upstream] } }],
  });
});

function peer(name: string): Peer {
  return PEERS.find((peer) => peer.name === name)!;
}
