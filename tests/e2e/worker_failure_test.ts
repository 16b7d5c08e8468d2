// A defect that ends one worker ends its connections, not the program (issue 4).

import { assert, assertEquals, assertMatch } from "@std/assert";
import { configureSync, getLogger } from "@logtape/logtape";
import { startService } from "../../src/service/start_service.ts";
import type { RunningService } from "../../src/service/running_service.ts";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { SERVER } from "../support/sample_config.ts";

// Only Linux spreads connections over listeners.
const ignore = Deno.build.os !== "linux";

const WORKERS = 3;
const CLIENTS = 48;
const PATIENCE_MS = 10_000;

Deno.test({ name: "a worker that throws is replaced, and the others go on", ignore }, async () => {
  await using target = new EchoTarget();
  await using scene = await Scene.start();
  const clients = await scene.connect(CLIENTS, target.port);
  scene.workers[0]!.postMessage("throw");

  const failure = await scene.log.until(/^error worker 1 failed/);
  const [, ended] = /^error worker 1 failed, (\d+) open connections ended: Error: tripped\n/
    .exec(failure)!;
  await scene.log.until(/^info worker 4 takes the place of 1$/);
  const alive = await Promise.all(clients.map(echoes));
  const survivors = alive.filter(Boolean).length;
  assertEquals(survivors, CLIENTS - Number(ended));
  assert(survivors > 0 && survivors < CLIENTS, "the connections were not spread over the workers");

  const later = await scene.connect(CLIENTS, target.port);
  assertEquals((await Promise.all(later.map(echoes))).filter(Boolean).length, CLIENTS);
  const { connections } = await scene.service.drain();
  assertEquals(connections, survivors + CLIENTS);
  assertEquals(await scene.service.close(), survivors + CLIENTS);
});

Deno.test({ name: "a promise that nobody waits for ends no connection", ignore }, async () => {
  await using target = new EchoTarget();
  await using scene = await Scene.start();
  const clients = await scene.connect(CLIENTS, target.port);
  for (const worker of scene.workers) worker.postMessage("reject");
  for (let count = 0; count < WORKERS; count++) {
    assertMatch(
      await scene.log.until(/^error defect/),
      /^error defect in a worker: Error: stumbled/,
    );
  }
  assertEquals((await Promise.all(clients.map(echoes))).filter(Boolean).length, CLIENTS);
  assertEquals(scene.workers.length, WORKERS);
});

/** A server without encryption, whose workers do as they are told. */
class Scene implements AsyncDisposable {
  readonly workers: Worker[];
  readonly log: LogLines;
  readonly service: RunningService;
  readonly #clients: Deno.TcpConn[] = [];

  private constructor(parts: Pick<Scene, "workers" | "log" | "service">) {
    this.workers = parts.workers;
    this.log = parts.log;
    this.service = parts.service;
  }

  static async start(): Promise<Scene> {
    const log = new LogLines();
    const workers: Worker[] = [];
    const entry = new URL("../support/clumsy_worker.ts", import.meta.url);
    const openWorker = () => {
      const worker = new Worker(entry, { type: "module" });
      workers.push(worker);
      return worker;
    };
    const address = { host: "127.0.0.1", port: 0 };
    const service = await startService({
      ...SERVER,
      workers: WORKERS,
      listeners: [{
        address,
        method: "none",
        key: { kind: "none" },
        users: [],
        destinations: [],
        saltPrefix: "",
        packetAddress: undefined,
        plugin: undefined,
        oneRead: true,
        mode: "tcp_only",
      }],
      allowPrivate: { kind: "all" },
    }, { logger: getLogger("workers"), openWorker });
    return new Scene({ workers, log, service });
  }

  /** So many connections, each echoed once. */
  async connect(count: number, targetPort: number): Promise<readonly Deno.TcpConn[]> {
    const { port } = this.service.addresses[0]!;
    const header = Uint8Array.of(1, 127, 0, 0, 1, targetPort >> 8, targetPort & 0xff);
    const clients: Deno.TcpConn[] = [];
    for (let i = 0; i < count; i++) {
      const client = await Deno.connect({ hostname: "127.0.0.1", port });
      clients.push(client);
      this.#clients.push(client);
      await client.write(header);
    }
    const alive = await Promise.all(clients.map(echoes));
    assertEquals(alive.filter(Boolean).length, count);
    return clients;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.service.close();
  }
}

/** What is logged, line by line; each is waited for once. */
class LogLines {
  #lines: string[] = [];
  #changed = Promise.withResolvers<void>();

  constructor() {
    configureSync({
      reset: true,
      sinks: {
        here: ({ level, message }) => {
          this.#lines.push(`${level} ${message.map(String).join("")}`);
          this.#changed.resolve();
          this.#changed = Promise.withResolvers<void>();
        },
      },
      loggers: [
        { category: "workers", sinks: ["here"], lowestLevel: "info" },
        { category: ["logtape", "meta"], lowestLevel: "error" },
      ],
    });
  }

  until(pattern: RegExp): Promise<string> {
    return within(PATIENCE_MS, `A line ${pattern}`, this.#find(pattern));
  }

  async #find(pattern: RegExp): Promise<string> {
    for (;;) {
      const at = this.#lines.findIndex((line) => pattern.test(line));
      if (at >= 0) return this.#lines.splice(at, 1)[0]!;
      await this.#changed.promise;
    }
  }
}

/** Whether the connection still leads to the echo. */
async function echoes(conn: Deno.TcpConn): Promise<boolean> {
  try {
    await conn.write(Uint8Array.of(42));
    return await conn.read(new Uint8Array(1)) === 1;
  } catch {
    return false;
  }
}
