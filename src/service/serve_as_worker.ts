// The worker's side of `--workers`: a data plane whose control plane is the main isolate.

import { asError } from "../net/as_error.ts";
import { DenoClock } from "../net/deno_clock.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import { SaltPool } from "../replay/salt_pool.ts";
import type { ControlPlane } from "./control_plane.ts";
import { startDataPlane } from "./data_plane.ts";
import { unpackConfig } from "./packed_config.ts";
import type { LogProperties, PlaneLog } from "./plane_log.ts";
import { EventOutbox } from "./event_outbox.ts";
import { RemoteResolver } from "./remote_resolver.ts";
import type { RunningService } from "./running_service.ts";
import { SendingAssociations } from "./sending_associations.ts";
import { SendingObserver } from "./sending_observer.ts";
import { sentDefect } from "./sent_error.ts";
import { ServiceError } from "./service_error.ts";
import type { FromWorker, LogLine, Start, ToWorker } from "./worker_messages.ts";

/** A worker's global scope; the types of the main isolate's do not have it. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

/** Serves until the main isolate terminates the worker. */
export function serveAsWorker(): void {
  const scope = globalThis as unknown as WorkerScope;
  const worker = new PlaneWorker((message) => scope.postMessage(message));
  scope.onmessage = ({ data }) => worker.receive(data);
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    worker.tellDefect(event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    // Deno would put it on the terminal, whatever was said about the log.
    event.preventDefault();
    worker.fail(event.error);
  });
  scope.postMessage({ kind: "awake" });
}

class PlaneWorker {
  readonly #send: (message: FromWorker) => void;
  readonly #clock = new DenoClock();
  readonly #resolver: RemoteResolver;
  readonly #log: PlaneLog;
  readonly #outbox: EventOutbox;
  #plane: RunningService | undefined;

  constructor(send: (message: FromWorker) => void) {
    this.#send = send;
    this.#resolver = new RemoteResolver(send);
    this.#outbox = new EventOutbox({
      send: (events) => send({ kind: "events", events }),
      clock: this.#clock,
    });
    const line = (level: LogLine["level"]) => (text: string, properties?: LogProperties) =>
      send({ kind: "log", level, text, properties });
    this.#log = { info: line("info"), warn: line("warn"), error: line("error") };
  }

  async receive(message: ToWorker): Promise<void> {
    switch (message.kind) {
      case "start":
        return await this.#start(message);
      case "resolved":
      case "unresolved":
        return this.#resolver.hear(message);
      case "redirect":
        return await this.#redirect(message);
      case "drain":
        return await this.#drain();
      case "close":
        return await this.#close();
    }
  }

  /** No reason to end everybody's connections: told, and the worker goes on. */
  tellDefect(cause: unknown): void {
    this.#log.error("defect in a worker: {cause}", { cause: sentDefect(asError(cause)).stack });
  }

  /** Nobody knows what state it is in now: another takes its place. */
  fail(cause: unknown): void {
    this.#outbox.flush();
    this.#send({ kind: "failed", cause: sentDefect(asError(cause)) });
  }

  async #start(start: Start): Promise<void> {
    try {
      const config = unpackConfig(start.config);
      const { worker, open } = start;
      const outbox = this.#outbox;
      const control: ControlPlane = {
        resolver: this.#resolver,
        observer: new SendingObserver({
          outbox,
          worker,
          tellsStages: config.log.level === "debug",
          open,
        }),
        associations: new SendingAssociations({ outbox, clock: this.#clock, worker }),
        salts: new SaltFilter(start.salts),
        recentSalts: start.recentSalts && new SaltPool(start.recentSalts),
        log: this.#log,
      };
      this.#plane = await startDataPlane(config, { control, clock: this.#clock });
      this.#send({ kind: "ready", engines: this.#plane.engines });
    } catch (error) {
      if (!(error instanceof ServiceError)) return this.fail(error);
      this.#send({ kind: "refused", message: error.message, hint: error.hint });
    }
  }

  async #redirect({ config }: Extract<ToWorker, { readonly kind: "redirect" }>): Promise<void> {
    try {
      await this.#plane!.redirect(unpackConfig(config));
    } catch (error) {
      if (!(error instanceof ServiceError)) return this.tellDefect(error);
      this.#log.error("a worker keeps its servers: {cause}", { cause: error.message });
    }
  }

  async #drain(): Promise<void> {
    const { connections, over } = await this.#plane!.drain();
    this.#send({ kind: "draining", connections });
    await over;
    this.#outbox.flush();
    this.#send({ kind: "drained" });
  }

  async #close(): Promise<void> {
    const connections = await this.#plane!.close();
    this.#outbox.flush();
    this.#send({ kind: "closed", connections });
  }
}
