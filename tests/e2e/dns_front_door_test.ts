// Debian's dig asks `umbra local --dns-listen`, and a DNS server behind a Shadowsocks server answers (issue 5).

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { a, RCODE, soa } from "../support/dns_packets.ts";
import { type Answering, DnsServer } from "../support/dns_server.ts";
import { freePorts } from "../support/listening_ports.ts";
import { skipWithout } from "../support/outside_programs.ts";
import { linkFlags, listenFlags, newLink, startServer } from "../support/shadowsocks_process.ts";
import { startUmbra } from "../support/umbra_process.ts";

const ignore = await skipWithout("dig");

const WAY = { tcp_only: [], tcp_and_udp: ["-u"] } as const;

/** Short, long, none, and a server that fails, by the first label. */
const answering: Answering = ({ name, type }) => {
  const [label] = name.split(".");
  switch (label) {
    case "long":
      return { answers: Array.from({ length: 60 }, (_, i) => a(name, `192.0.2.${i + 1}`)) };
    case "nowhere":
      return { rcode: RCODE.noSuchName, authorities: [soa("example")] };
    case "broken":
      return { rcode: RCODE.serverFailure };
    case "silent":
      return undefined;
    default:
      return {
        answers: type === "TXT"
          ? [{ type: "TXT", name, ttl: 300, data: "a text" }]
          : [a(name, "192.0.2.1")],
      };
  }
};

class Scene implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly server: DnsServer;
  readonly port: number;

  private constructor(server: DnsServer, port: number, stack: AsyncDisposableStack) {
    this.server = server;
    this.port = port;
    this.#stack = stack;
  }

  static async start(mode: keyof typeof WAY): Promise<Scene> {
    await using stack = new AsyncDisposableStack();
    const server = stack.use(new DnsServer(answering));
    const link = newLink("chacha20-ietf-poly1305");
    stack.use(await startServer("umbra", link, ...WAY[mode]));
    const [listen, door] = freePorts(2) as [number, number];
    stack.use(
      await startUmbra([
        "local",
        ...linkFlags(link),
        ...listenFlags(listen),
        ...["--dns-listen", `127.0.0.1:${door}`],
        ...["--remote-dns-addr", `127.0.0.1:${server.port}`],
        ...WAY[mode],
      ]),
    );
    return new Scene(server, door, stack.move());
  }

  /** What dig prints. */
  async dig(...words: readonly string[]): Promise<string> {
    const { stdout } = await new Deno.Command("dig", {
      args: ["@127.0.0.1", "-p", `${this.port}`, "+tries=1", "+timeout=9", ...words],
      stdin: "null",
    }).output();
    return new TextDecoder().decode(stdout);
  }

  get asked(): readonly string[] {
    return this.server.asked.map(({ name, type, transport }) => `${transport} ${type} ${name}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

for (const [mode, transport] of [["tcp_only", "tcp"], ["tcp_and_udp", "udp"]] as const) {
  Deno.test(
    { name: `dig asks through --dns-listen by UDP and TCP, which asks on as ${mode}`, ignore },
    async () => {
      await using scene = await Scene.start(mode);
      assertEquals(await scene.dig("+short", "target.example"), "192.0.2.1\n");
      assertEquals(await scene.dig("+short", "+tcp", "other.example"), "192.0.2.1\n");
      assertEquals(await scene.dig("+short", "+noedns", "plain.example"), "192.0.2.1\n");
      assertEquals(await scene.dig("+short", "target.example", "TXT"), '"a text"\n');
      assertEquals(scene.asked, [
        `${transport} A target.example`,
        `${transport} A other.example`,
        `${transport} A plain.example`,
        `${transport} TXT target.example`,
      ]);
    },
  );
}

Deno.test(
  { name: "dig gets from memory what was asked before, and in its own spelling", ignore },
  async () => {
    await using scene = await Scene.start("tcp_only");
    await scene.dig("target.example");
    const again = await scene.dig("TarGet.eXample");
    assertMatch(again, /^;TarGet\.eXample\.\s+IN\s+A$/m);
    assertMatch(again, /^target\.example\.\s+(300|29\d)\s+IN\s+A\s+192\.0\.2\.1$/m);
    assertEquals(scene.asked.length, 1);
  },
);

Deno.test({ name: "dig gets what does not fit into a datagram by TCP", ignore }, async () => {
  await using scene = await Scene.start("tcp_only");
  const cut = await scene.dig("+ignore", "+bufsize=600", "long.example");
  assertMatch(cut, /flags: qr tc rd ra/);
  assertMatch(cut, /ANSWER: 0/);
  const whole = await scene.dig("+short", "+bufsize=600", "long.example");
  assertEquals(whole.trim().split("\n").length, 60);
  assertEquals(scene.asked.length, 1);
});

Deno.test(
  { name: "dig is told of names that are not there, of failures and of refusals", ignore },
  async () => {
    await using scene = await Scene.start("tcp_only");
    assertStringIncludes(await scene.dig("nowhere.example"), "status: NXDOMAIN");
    assertStringIncludes(await scene.dig("nowhere.example"), "status: NXDOMAIN");
    assertStringIncludes(await scene.dig("broken.example"), "status: SERVFAIL");
    assertStringIncludes(await scene.dig("+opcode=NOTIFY", "target.example"), "status: REFUSED");
    assertStringIncludes(await scene.dig("+tcp", "target.example", "AXFR"), "Transfer failed");
    assertEquals(scene.asked, ["tcp A nowhere.example", "tcp A broken.example"]);
  },
);

Deno.test({ name: "dig is told within 5 s that nobody answers", ignore }, async () => {
  await using scene = await Scene.start("tcp_only");
  const start = performance.now();
  assertStringIncludes(await scene.dig("silent.example"), "status: SERVFAIL");
  assertEquals(performance.now() - start < 7000, true);
});
