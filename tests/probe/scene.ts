// `umbra server` as its users start it, with the targets that probes ask for, and a prober in front of it.

import type { HostPort } from "../../src/net/address.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import type { RunningProcess } from "../support/running_process.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { startUmbra } from "../support/umbra_process.ts";
import { UnwantedTarget } from "../support/unwanted_target.ts";
import { converse } from "./conversation.ts";
import type { Dialect } from "./dialect.ts";
import { Noise } from "./noise.ts";
import { Prober } from "./prober.ts";
import type { Material, Targets } from "./row.ts";
import { Sniffer } from "./sniffer.ts";
import { Stalls } from "./stalls.ts";

export interface SceneOptions {
  readonly dialect: Dialect;
  readonly deadlineMs: number;
  readonly seed: number;
}

interface SceneParts {
  readonly process: RunningProcess;
  readonly port: number;
  readonly unwanted: UnwantedTarget;
  readonly sniffer: Sniffer | undefined;
  readonly stalls: Stalls;
  readonly material: Material;
}

/** A group address that may be asked for, and to which the system never connects. */
const GROUP: HostPort = { host: "224.0.0.1", port: 9 };
/** What a late machine adds to the deadline. */
const PATIENCE_MS = 5000;

export class Scene implements AsyncDisposable {
  readonly process: RunningProcess;
  readonly port: number;
  readonly sniffer: Sniffer | undefined;
  readonly stalls: Stalls;
  readonly prober: Prober;
  readonly material: Material;
  readonly recordedAt = performance.now();
  readonly #unwanted: UnwantedTarget;
  readonly #stack: AsyncDisposableStack;

  private constructor(parts: SceneParts, stack: AsyncDisposableStack) {
    const { process, port, sniffer, stalls, material, unwanted } = parts;
    [this.process, this.port] = [process, port];
    [this.sniffer, this.stalls] = [sniffer, stalls];
    this.material = material;
    this.#unwanted = unwanted;
    this.#stack = stack;
    this.prober = new Prober({ port, sniffer, patienceMs: material.deadlineMs + PATIENCE_MS });
  }

  static async open({ dialect, deadlineMs, seed }: SceneOptions): Promise<Scene> {
    await using stack = new AsyncDisposableStack();
    const unwanted = stack.use(new UnwantedTarget());
    const echo = stack.use(new EchoTarget());
    const users = stack.use(await usersFile(dialect));
    const { process, port } = stack.use(await startServer(dialect, { users, deadlineMs }));
    const sniffer = stack.use(await Sniffer.open(port));
    const stalls = stack.use(new Stalls(process.pid));
    const targets = targetsOf(unwanted, echo);
    const noise = new Noise(seed);
    const recorded = await record(port, dialect, targets);
    const material: Material = { dialect, noise, deadlineMs, targets, recorded };
    const parts = { process, port, sniffer, stalls, material, unwanted };
    return new Scene(parts, stack.move());
  }

  /** Visits to the target that no probe may reach. */
  async countIntruders(): Promise<number> {
    // The first visit was for the recording.
    return await this.#unwanted.countVisitors() - 1;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** Nothing where there are none. */
async function usersFile({ users }: Dialect): Promise<TemporaryFile | undefined> {
  if (users.length === 0) return undefined;
  return await TemporaryFile.holding(new TextEncoder().encode(JSON.stringify({ users })));
}

interface ServerOptions {
  readonly users: TemporaryFile | undefined;
  readonly deadlineMs: number;
}

function startServer({ method, password }: Dialect, { users, deadlineMs }: ServerOptions) {
  const [port] = freePorts(1);
  const file = users === undefined ? [] : ["-c", users.path];
  const address = ["-s", "127.0.0.1", "-p", `${port}`, "-m", method, "-u"];
  const limits = ["--timeout", `${deadlineMs / 1000}`];
  const rules = ["--allow-private=127.0.0.1/32", `--allow-private=${GROUP.host}/32`];
  const env = { UMBRA_PASSWORD: password };
  return startUmbra(["server", ...file, ...address, ...limits, ...rules], { env });
}

function targetsOf(unwanted: UnwantedTarget, echo: EchoTarget): Targets {
  const [unused] = freePorts(1);
  return {
    unwanted: { host: "127.0.0.1", port: unwanted.port },
    echo: { host: "127.0.0.1", port: echo.port },
    refused: { host: "127.0.0.1", port: unused! },
    blocked: { host: "127.0.0.2", port: unwanted.port },
    unspecified: { host: "0.0.0.0", port: unwanted.port },
    unreachable: GROUP,
    unresolvable: { host: "a".repeat(255), port: 80 },
  };
}

async function record(
  port: number,
  dialect: Dialect,
  { unwanted, echo }: Targets,
): Promise<Material["recorded"]> {
  const opening = dialect.opening(unwanted, [new Uint8Array(20)]);
  await converse(port, opening);
  const answer = await converse(port, dialect.opening(echo, [new Uint8Array(50)]));
  if (answer.length === 0) throw new Error("Cannot record an answer: the server gave none");
  return { opening, answer };
}
