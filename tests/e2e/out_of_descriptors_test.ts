// A server that runs out of descriptors says so, stays alive, and serves again once there are some (issue 3).

import { assert, assertEquals } from "@std/assert";
import { startArguments } from "../../scripts/start_arguments.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { openingFor } from "../support/opening_for.ts";
import { freePorts } from "../support/listening_ports.ts";
import { sendProbe } from "../support/probe.ts";
import { RunningProcess } from "../support/running_process.ts";

const METHOD = "chacha20-ietf-poly1305";
const DESCRIPTORS = 80;

const PROJECT = new URL("../../", import.meta.url);

Deno.test({
  name: "umbra server accepts again when it had no descriptors left and some are free",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using target = new EchoTarget();
    const [port] = freePorts(1);
    await using server = runWithFewDescriptors(port!);
    await server.untilOutput(/listening on/);
    const crowd = await Promise.all(
      Array.from({ length: 2 * DESCRIPTORS }, () => connectTo(port!)),
    );
    await server.untilOutput(/cannot accept at .*next try in/);
    for (const conn of crowd) conn.close();

    const probe = { name: "next", bytes: openingFor(METHOD, target.port), finishes: true };
    const { heard, end } = await sendProbe(port!, probe);
    assertEquals(end, "FIN");
    assert(heard > 0, "the opening was not served");
    assert(server.isRunning);
  },
});

Deno.test({
  name: "tcpConnector() blames nobody else when there are no descriptors left",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using target = new EchoTarget();
    const program = new URL("../support/descriptor_hog.ts", import.meta.url).pathname;
    await using hog = withFewDescriptors([Deno.execPath(), "run", "-A", program, `${target.port}`]);
    assertEquals((await hog.untilOutput(/failed at: (\w+)/))[1], "here");
  },
});

/** A cap above the limit, since the cap of its own would never let it come so far. */
function runWithFewDescriptors(port: number): RunningProcess {
  const program = [Deno.execPath(), ...startArguments(), "server", "-s", "127.0.0.1", "-p"];
  const flags = [
    `${port}`,
    "-m",
    METHOD,
    "-k",
    "foobar",
    "--allow-private",
    "--max-connections",
    "1000",
  ];
  return withFewDescriptors([...program, ...flags]);
}

function withFewDescriptors(program: readonly string[]): RunningProcess {
  return new RunningProcess("sh", {
    args: ["-c", `ulimit -n ${DESCRIPTORS} && exec "$@"`, "sh", ...program],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  });
}

function connectTo(port: number): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port });
}
