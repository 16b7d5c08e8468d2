// Upstreams, rules and access control lists of the whole program: which way a connection takes is told by its line in the
// log, and by who is asked on the way (issue 7).

import { assertEquals, assertMatch } from "@std/assert";
import { startConfiguredRole } from "../support/configured_server.ts";
import { curl, type CurlResult } from "../support/curl.ts";
import { HttpTarget } from "../support/http_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import { skipWithout } from "../support/outside_programs.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { newLink, startServer } from "../support/shadowsocks_process.ts";
import { Socks5UdpClient } from "../support/socks5_udp_client.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { testBytes } from "../support/test_bytes.ts";
import { UdpEcho } from "../support/udp_echo.ts";

const METHOD = "aes-256-gcm";
const SIZE = 5000;
/** Of curl: SOCKS5 refuses the request. */
const REFUSED = 97;
const ignore = await skipWithout("curl");

Deno.test({
  name: "umbra local goes on to the next server, and says by which each connection went",
  ignore,
  fn: async () => {
    await using target = new HttpTarget();
    const link = newLink(METHOD);
    await using _server = await startServer("umbra", link);
    const [closed] = freePorts(1);
    await using local = await startLocal({
      servers: [
        { ...serverOf({ ...link, serverPort: closed! }), name: "gone" },
        { ...serverOf(link), name: "home" },
      ],
    });
    for (let i = 0; i < 3; i++) assertFetched(await fetchBy(local, target.origin));
    await local.process.untilOutput(/WARN\S* upstream gone is down for 300 s: .*refused/);
    await local.process.untilOutput(/(-> \S+ by home finished[^]*){3}/);
    assertMatch(local.process.output, /INFO a connection moves on from upstream gone: /);
  },
});

Deno.test({
  name:
    "umbra local takes the way that the first matching rule names: through a chain, directly, or none",
  ignore,
  fn: async () => {
    await using target = new HttpTarget();
    const links = [newLink(METHOD), newLink(METHOD)] as const;
    await using _near = await startServer("umbra", links[0]);
    await using _far = await startServer("umbra", links[1]);
    await using parent = await startLocal({
      ...serverOf(links[0]),
      users: ["me:parents password"],
    });
    const url = `socks5://me:parents%20password@127.0.0.1:${parent.port}`;
    await using local = await startLocal({
      upstreams: [{ name: "parent", url }],
      servers: [{ ...serverOf(links[1]), name: "far", through: "parent" }],
      users: ["alice:alice has a password", "bob:bob has a password", "eve:eve has a password"],
      rules: [
        { user: "alice", ip: "127.0.0.0/8", port: target.port, route: "far" },
        { user: "bob", route: "direct" },
        { domain: "localhost", route: "block" },
        { user: "eve", route: "parent" },
      ],
      route: "block",
    });
    assertFetched(await fetchBy(local, target.origin, "alice:alice has a password"));
    assertFetched(await fetchBy(local, target.origin, "bob:bob has a password"));
    assertFetched(await fetchBy(local, target.origin, "eve:eve has a password"));
    const named = `http://localhost:${target.port}`;
    assertEquals((await fetchBy(local, named, "eve:eve has a password")).code, REFUSED);
    await local.process.untilOutput(/\(alice\) -> \S+ by far finished/);
    await local.process.untilOutput(/\(bob\) -> \S+ by direct finished/);
    await local.process.untilOutput(/\(eve\) -> \S+ by parent finished/);
    await local.process.untilOutput(/\(eve\) -> localhost:\d+ denied .*: a rule blocks it/);
    // The parent was asked for the far server by one, for the target by the other.
    await parent.process.untilOutput(new RegExp(`\\(me\\) -> 127.0.0.1:${links[1].serverPort} `));
    await parent.process.untilOutput(new RegExp(`\\(me\\) -> 127.0.0.1:${target.port} `));
    assertEquals(local.process.output.includes("parents password"), false);
  },
});

Deno.test({
  name: "umbra local sends past its server what an access control list bypasses",
  ignore,
  fn: async () => {
    await using target = new HttpTarget();
    const link = newLink(METHOD);
    await using server = await startServer("umbra", link);
    await using acl = await fileOf(
      "[proxy_all]\n[bypass_list]\n127.0.0.0/8\n[proxy_list]\n||localhost\n",
    );
    await using local = await startLocal({ ...serverOf(link), acl: acl.path });
    assertFetched(await fetchBy(local, target.origin));
    await local.process.untilOutput(/-> 127\.0\.0\.1:\d+ by direct finished/);
    assertEquals(server.process.output.includes("finished"), false);
    assertFetched(await fetchBy(local, `http://localhost:${target.port}`));
    await server.process.untilOutput(/-> localhost:\d+ finished/);
    await local.process.untilOutput(/-> localhost:\d+ by 127\.0\.0\.1:\d+ finished/);
  },
});

Deno.test({
  name:
    "umbra server reaches nothing that its access control list blocks, and lets nobody in whom it keeps out",
  ignore,
  fn: async () => {
    await using target = new HttpTarget();
    const link = newLink(METHOD);
    await using outbound = await fileOf("[outbound_block_list]\n||localhost\n127.0.0.1\n");
    await using server = await startServer("umbra", link, "--acl", outbound.path);
    await using local = await startLocal(serverOf(link));
    for (const host of ["127.0.0.1", "localhost"]) {
      const { body } = await fetchBy(local, `http://${host}:${target.port}`);
      assertEquals(body.length, 0);
      await server.process.untilOutput(new RegExp(`-> ${host}:\\d+ denied `));
    }
    const closedLink = newLink(METHOD);
    await using guests = await fileOf("[reject_all]\n[white_list]\n192.0.2.0/24\n");
    await using closed = await startServer("umbra", closedLink, "--acl", guests.path);
    await using stranger = await startLocal(serverOf(closedLink));
    assertEquals((await fetchBy(stranger, target.origin)).body.length, 0);
    await closed.process.untilOutput(/the access control list keeps 127\.0\.0\.1 out/);
    assertEquals(closed.process.output.includes(" -> "), false);
  },
});

Deno.test({
  name: "umbra server reaches its targets through an upstream proxy, and nothing private by it",
  ignore,
  fn: async () => {
    await using target = new HttpTarget();
    const links = [newLink(METHOD), newLink(METHOD)] as const;
    await using _exit = await startServer("umbra", links[0]);
    await using parent = await startLocal(serverOf(links[0]));
    const chain = ["--outbound-proxy", `socks5://127.0.0.1:${parent.port}`];
    await using _server = await startServer("umbra", links[1], ...chain);
    await using local = await startLocal(serverOf(links[1]));
    assertFetched(await fetchBy(local, target.origin));
    await parent.process.untilOutput(new RegExp(`-> 127.0.0.1:${target.port} finished`));
    const closedLink = newLink(METHOD);
    await using closed = await startConfiguredRole("server", {
      ...serverOf(closedLink),
      outbound_proxy: chain[1],
    });
    await using stranger = await startLocal(serverOf(closedLink));
    assertEquals((await fetchBy(stranger, target.origin)).body.length, 0);
    await closed.process.untilOutput(/-> 127\.0\.0\.1:\d+ denied /);
  },
});

Deno.test("umbra local sends each packet of an association the way that the rules name", async () => {
  await using near = new UdpEcho();
  await using far = new UdpEcho();
  const link = newLink(METHOD);
  await using server = await startServer("umbra", link, "-u");
  await using local = await startLocal({
    ...serverOf(link),
    mode: "tcp_and_udp",
    rules: [{ port: near.port, route: "direct" }],
  });
  using client = await Socks5UdpClient.open(local.port);
  for (const { port } of [near, far, near]) {
    await client.send({ host: "127.0.0.1", port }, testBytes(300));
    const { payload, source } = await client.receive();
    assertEquals({ payload, port: source.port }, { payload: testBytes(300), port });
  }
  server.process.signal("SIGTERM");
  await server.process.untilOutput(new RegExp(`udp \\S+ -> 127.0.0.1:${far.port} `));
  assertEquals(server.process.output.includes(`:${near.port}`), false);
});

function startLocal(config: Readonly<Record<string, unknown>>): Promise<ListeningProcess> {
  const [port] = freePorts(1);
  return startConfiguredRole("local", { local_port: port, ...config });
}

function serverOf({ method, password, serverPort }: ReturnType<typeof newLink>) {
  return { server: "127.0.0.1", server_port: serverPort, method, password };
}

function fetchBy(local: ListeningProcess, origin: string, user?: string): Promise<CurlResult> {
  const proxy = ["--socks5-hostname", `127.0.0.1:${local.port}`];
  return curl(
    ...proxy,
    ...(user === undefined ? [] : ["--proxy-user", user]),
    `${origin}/bytes/${SIZE}`,
  );
}

function assertFetched({ code, body, stderr }: CurlResult): void {
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertEquals(body, testBytes(SIZE));
}

function fileOf(text: string): Promise<TemporaryFile> {
  return TemporaryFile.holding(new TextEncoder().encode(text));
}
