// A person runs the program from a URL, with nothing but Deno on the machine (issues 3 and 4).

import { assert, assertEquals, assertMatch } from "@std/assert";
import manifest from "../../deno.json" with { type: "json" };
import { BundleSite } from "../support/bundle_site.ts";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { linkFlags, newLink, startTunnel } from "../support/shadowsocks_process.ts";

const isLinux = Deno.build.os === "linux";

Deno.test("the bundle runs from a URL, far from the project folder", async () => {
  await using site = await BundleSite.start();
  const { code, output } = await runToItsEnd(site, "--version");
  assertEquals(code, 0, output);
  assertMatch(output, new RegExp(manifest.version.replaceAll(".", "\\.")));
});

Deno.test("the bundle from a URL moves real bytes through every protocol", async () => {
  await using site = await BundleSite.start();
  const { code, output } = await runToItsEnd(site, "demo");
  assertEquals(code, 0, output);
  assertMatch(output, /SOCKS5/i);
});

Deno.test({
  name: "the bundle from a URL is also its own workers, given the unstable net API",
  ignore: !isLinux,
  fn: async () => {
    await using site = await BundleSite.start();
    await using target = new EchoTarget();
    const link = newLink("aes-256-gcm");
    const args = ["server", ...linkFlags(link), "--allow-private", "--workers=2"];
    await using server = site.run(args, "--unstable-net");
    await server.untilOutput(/, 2 workers$/m);
    await using tunnel = await startTunnel("umbra", link, target.port);
    for (let times = 0; times < 8; times++) {
      using client = await Deno.connect({ hostname: "127.0.0.1", port: tunnel.port });
      await client.write(Uint8Array.of(42));
      assertEquals(await within(5000, "An echo", client.read(new Uint8Array(1))), 1);
    }
    const served = /INFO 127\.0\.0\.1:\d+ -> 127\.0\.0\.1:\d+ finished/g;
    await server.untilOutput(served);
    server.signal("SIGTERM");
    assertEquals((await server.ended()).code, 0, server.output);
  },
});

for (const sharing of ["--workers=2", "--reuse-port"]) {
  Deno.test(`the bundle from a URL says what ${sharing} wants of Deno`, async () => {
    await using site = await BundleSite.start();
    await using process = site.run(["server", ...linkFlags(newLink("aes-256-gcm")), sharing]);
    assertEquals((await process.ended()).code, 1, process.output);
    assertMatch(process.output, /^error: cannot .*unstable net API$/m);
    assertMatch(process.output, /^hint: deno run -A --unstable-net /m);
  });
}

Deno.test("the bundle from a URL makes do with one worker when auto is asked for", async () => {
  await using site = await BundleSite.start();
  const args = ["server", ...linkFlags(newLink("aes-256-gcm")), "--workers=auto"];
  await using process = site.run(args);
  const [said] = await process.untilOutput(/^method .*$/m);
  assert(!said.includes("workers"), said);
  if (navigator.hardwareConcurrency > 1) {
    await process.untilOutput(/ WARNING one worker only: .*--unstable-net/);
  }
});

async function runToItsEnd(site: BundleSite, command: string) {
  await using process = site.run([command]);
  const { code } = await process.ended();
  return { code, output: process.output };
}
