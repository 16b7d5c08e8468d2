// TLS with a proxy: node's TLS over our own connections, and a dialer on top of it, on real sockets.

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DenoTlsClient } from "../../src/net/deno_tls_client.ts";
import { DialError } from "../../src/net/dial_failure.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import { HttpConnectDialer } from "../../src/outbound/http_connect_dialer.ts";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { readAll } from "../support/memory_pipe.ts";
import { OutboundGround } from "../support/outbound_ground.ts";
import { dialWith } from "../support/scripted_proxy.ts";
import { assertEchoed } from "../support/stream_echo.ts";
import { TEST_CA } from "../support/test_certificate.ts";
import { TlsFront } from "../support/tls_front.ts";
import { startLocalRole, startServerRole } from "../support/umbra_in_process.ts";

const TRANSFER_BYTES = 4 * 1024 * 1024;
const METHOD = "aes-128-gcm";
const DEADLINE_MS = 5000;

/** An echo behind TLS, for what is said to it directly. */
class Scene implements AsyncDisposable {
  readonly ground = new OutboundGround();
  readonly target = new EchoTarget();
  readonly front = new TlsFront(this.target.port);

  /** Not secured yet. */
  connect(): Promise<StreamConn> {
    return dialWith(this.ground.direct, { host: "127.0.0.1", port: this.front.port });
  }

  async secure(serverName = "dns.test", authorities = [TEST_CA]): Promise<StreamConn> {
    const conn = await this.connect();
    try {
      return await new DenoTlsClient({ serverName, authorities }).secure(conn);
    } catch (error) {
      conn.close();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.front[Symbol.asyncDispose]();
    await this.target[Symbol.asyncDispose]();
    this.ground[Symbol.dispose]();
  }
}

for (const serverName of ["dns.test", "127.0.0.1"]) {
  Deno.test(`DenoTlsClient.secure() carries a transfer to ${serverName}`, async () => {
    await using scene = new Scene();
    const conn = await scene.secure(serverName);
    assertEquals(conn.remoteAddress, { host: "127.0.0.1", port: scene.front.port });
    await assertEchoed(conn, TRANSFER_BYTES);
  });
}

Deno.test("DenoTlsClient.secure() half-closes: the end comes after the answer to all that was said", async () => {
  await using scene = new Scene();
  const conn = await scene.secure();
  await conn.write(new Uint8Array(3));
  await conn.closeWrite();
  await conn.closeWrite();
  assertEquals(await within(DEADLINE_MS, "The end", readAll(conn)), new Uint8Array(3));
  conn.close();
});

const WRONG: Readonly<Record<string, readonly [serverName: string, authorities: string[]]>> = {
  "for another name": ["other.test", [TEST_CA]],
  "for another address": ["127.0.0.2", [TEST_CA]],
  "signed by nobody that is known": ["dns.test", []],
};
for (const [what, [serverName, authorities]] of Object.entries(WRONG)) {
  Deno.test(`DenoTlsClient.secure() rejects when the certificate is ${what}`, async () => {
    await using scene = new Scene();
    await assertRejects(() => scene.secure(serverName, authorities), Error);
    await scene.target.untilConnections(0);
  });
}

Deno.test("DenoTlsClient.secure() rejects when the other side speaks no TLS, and when it leaves", async () => {
  using ground = new OutboundGround();
  for (const said of ["HTTP/1.1 400 Bad Request\r\n\r\n", ""]) {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const conn = await dialWith(ground.direct, { host: "127.0.0.1", port: listener.addr.port });
    const secured = new DenoTlsClient({ serverName: "dns.test", authorities: [] }).secure(conn);
    const peer = await listener.accept();
    await peer.write(new TextEncoder().encode(said));
    await peer.closeWrite();
    await assertRejects(() => within(DEADLINE_MS, "The end of the handshake", secured), Error);
    conn.close();
    peer.close();
  }
});

Deno.test("DenoTlsClient.secure() rejects when the connection is closed under it", async () => {
  using ground = new OutboundGround();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const conn = await dialWith(ground.direct, { host: "127.0.0.1", port: listener.addr.port });
  using _silent = await listener.accept();
  const secured = new DenoTlsClient({ serverName: "dns.test", authorities: [] }).secure(conn);
  conn.close();
  await assertRejects(() => within(DEADLINE_MS, "The end of the handshake", secured), Error);
});

Deno.test("DenoTlsConn.close() ends what is pending, and refuses what comes later", async () => {
  await using scene = new Scene();
  const conn = await scene.secure();
  const reading = conn.read();
  conn.close();
  conn.close();
  const error = await assertRejects(() => within(DEADLINE_MS, "The read", reading), StreamError);
  assertEquals(error.fault, "closed");
  for (
    const use of [() => conn.read(), () => conn.write(new Uint8Array(1)), () => conn.closeWrite()]
  ) {
    assertEquals((await assertRejects(use, StreamError)).fault, "closed");
  }
  await scene.target.untilConnections(0);
});

for (const [what, end] of [["closed", "near"], ["broken", "far"]] as const) {
  Deno.test(`DenoTlsConn.write() rejects when it is ${what} while nobody reads`, async () => {
    await using scene = new Scene();
    const carrier = await scene.connect();
    const client = new DenoTlsClient({ serverName: "dns.test", authorities: [TEST_CA] });
    const conn = await client.secure(carrier);
    // Nobody takes what the echo says, so that it is soon stuck.
    const writing = conn.write(new Uint8Array(64 * 1024 * 1024));
    writing.catch(() => {});
    await scene.target.untilConnections(1);
    if (end === "near") conn.close();
    else carrier.close();
    await assertRejects(() => within(DEADLINE_MS, "The write", writing), StreamError);
    conn.close();
  });
}

Deno.test("DenoTlsConn.read() rejects when the connection breaks", async () => {
  await using scene = new Scene();
  const carrier = await scene.connect();
  const client = new DenoTlsClient({ serverName: "dns.test", authorities: [TEST_CA] });
  const conn = await client.secure(carrier);
  const reading = conn.read();
  carrier.close();
  const error = await assertRejects(() => within(DEADLINE_MS, "The read", reading), StreamError);
  assertEquals(error.fault, "reset");
  await assertRejects(() => conn.write(new Uint8Array(1)), StreamError);
  conn.close();
});

Deno.test("HttpConnectDialer.dial() reaches a target through an HTTPS proxy, and trusts no other", async () => {
  using ground = new OutboundGround();
  await using target = new EchoTarget();
  await using server = await startServerRole({ method: METHOD, handshakeMs: 10_000 });
  await using local = await startLocalRole({ method: METHOD, serverPort: server.port });
  await using front = new TlsFront(local.port);
  const dialTo = (serverName: string) => {
    const client = new DenoTlsClient({ serverName, authorities: [TEST_CA] });
    const dialer = new HttpConnectDialer({
      ...ground.partsFor(front),
      credentials: undefined,
      secure: (conn) => client.secure(conn),
    });
    return dialWith(dialer, { host: "127.0.0.1", port: target.port });
  };
  await assertEchoed(await dialTo("dns.test"), TRANSFER_BYTES);
  const error = await assertRejects(() => dialTo("other.test"), DialError);
  assertEquals([error.failure, error.at], ["other", "upstream"]);
  assertStringIncludes(error.message, "other.test");
});
