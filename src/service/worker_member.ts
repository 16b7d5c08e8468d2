// One worker as the main isolate sees it: does for it what it asks, and knows when it is lost.

import type { Config } from "../config/config.ts";
import type { Clock } from "../net/clock.ts";
import { answerQuestion } from "./answer_question.ts";
import type { ControlPlane } from "./control_plane.ts";
import { packConfig } from "./packed_config.ts";
import type { PlaneLog } from "./plane_log.ts";
import { relate } from "./plane_event.ts";
import type { Remaining } from "./running_service.ts";
import { receivedError } from "./sent_error.ts";
import { ServiceError } from "./service_error.ts";
import type { FromWorker, Question, Ready, ToWorker } from "./worker_messages.ts";

/** What we use of a Worker. */
export interface WorkerPort {
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: ToWorker): void;
  terminate(): void;
}

export interface MemberParts {
  /** Unique in the process. */
  readonly number: number;
  readonly config: Config;
  readonly control: ControlPlane;
  readonly clock: Clock;
  /** For what it says before it is ready. */
  readonly startLog: PlaneLog;
}

/** For a worker that does not answer any more. */
const CLOSE_MS = 1000;

export class WorkerMember {
  readonly #worker: WorkerPort;
  readonly #parts: MemberParts;
  readonly #open = new Int32Array(new SharedArrayBuffer(4));
  readonly #questions = new AbortController();
  readonly #ready = Promise.withResolvers<Ready>();
  readonly #lost = Promise.withResolvers<Error>();
  readonly #draining = Promise.withResolvers<number>();
  readonly #drained = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<number>();
  #config: Config;
  /** The one that it has been told. */
  #toldConfig: Config | undefined;
  #state: "starting" | "ready" | "over" = "starting";

  constructor(worker: WorkerPort, parts: MemberParts) {
    this.#worker = worker;
    this.#parts = parts;
    this.#config = parts.config;
    // Nothing but our own worker, of this very version, speaks on this port.
    worker.onmessage = ({ data }) => this.#receive(data as FromWorker);
    worker.onerror = (event) => {
      // Otherwise it would end the process.
      event.preventDefault();
      this.#lose(cannotRun(event.message));
    };
  }

  get number(): number {
    return this.#parts.number;
  }

  /** Connections that are open, or were when it was lost. */
  get connections(): number {
    return Atomics.load(this.#open, 0);
  }

  /** It listens. Rejects with the reason when it does not get there. */
  get ready(): Promise<Ready> {
    return this.#ready.promise;
  }

  /** Resolves with the reason when it is no more; its sockets are closed then. Not after `close()`. */
  get lost(): Promise<Error> {
    return this.#lost.promise;
  }

  /** From now on, or from when it is ready. It says in the log when it cannot. */
  redirect(config: Config): void {
    this.#config = config;
    if (this.#state === "ready") this.#tellConfig();
  }

  async drain(): Promise<Remaining> {
    if (this.#state !== "ready") {
      await this.close();
      return { connections: 0, over: Promise.resolve() };
    }
    this.#post({ kind: "drain" });
    return { connections: await this.#draining.promise, over: this.#drained.promise };
  }

  /** As of a RunningService. */
  async close(): Promise<number> {
    if (this.#state !== "ready") {
      this.#end(new Error("Ended before it was ready"));
      return 0;
    }
    this.#post({ kind: "close" });
    const alarm = this.#parts.clock.at(CLOSE_MS, () => this.#closed.resolve(this.connections));
    const connections = await this.#closed.promise;
    alarm.cancel();
    this.#end(new Error("Ended"));
    return connections;
  }

  #receive(message: FromWorker): void {
    const { control } = this.#parts;
    switch (message.kind) {
      case "awake":
        return this.#start();
      case "ready":
        this.#state = "ready";
        if (this.#toldConfig !== this.#config) this.#tellConfig();
        return this.#ready.resolve(message);
      case "refused":
        return this.#lose(new ServiceError(message.message, message.hint));
      case "failed":
        return this.#lose(receivedError(message.cause));
      case "resolve":
        return void this.#answer(message);
      case "events":
        return message.events.forEach((event) => relate(event, control));
      case "log":
        return (this.#state === "ready" ? control.log : this.#parts.startLog)[message.level](
          message.text,
          message.properties,
        );
      case "draining":
        return this.#draining.resolve(message.connections);
      case "drained":
        return this.#drained.resolve();
      case "closed":
        return this.#closed.resolve(message.connections);
    }
  }

  #start(): void {
    const { number, control } = this.#parts;
    this.#toldConfig = this.#config;
    this.#post({
      kind: "start",
      worker: number,
      config: packConfig(this.#config),
      salts: control.salts.memory,
      recentSalts: control.recentSalts?.memory,
      open: this.#open,
    });
  }

  #tellConfig(): void {
    this.#toldConfig = this.#config;
    this.#post({ kind: "redirect", config: packConfig(this.#config) });
  }

  async #answer(question: Question): Promise<void> {
    const { resolver } = this.#parts.control;
    this.#post(await answerQuestion(question, { resolver, signal: this.#questions.signal }));
  }

  #post(message: ToWorker): void {
    if (this.#state !== "over") this.#worker.postMessage(message);
  }

  #lose(cause: Error): void {
    if (this.#state === "over") return;
    this.#end(cause);
    this.#lost.resolve(cause);
  }

  /** Nobody shall wait for it any more. */
  #end(cause: Error): void {
    this.#state = "over";
    this.#worker.terminate();
    this.#questions.abort(cause);
    this.#ready.reject(cause);
    this.#draining.resolve(0);
    this.#drained.resolve();
    this.#closed.resolve(this.connections);
  }
}

/** It did not get to its first statement, or Deno has ended it. */
function cannotRun(message: string): ServiceError {
  return new ServiceError(
    `cannot run a worker: ${message}`,
    "let umbra read its own file (--allow-read), or leave out --workers",
  );
}
