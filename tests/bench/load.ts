// The load of the benches: starts load_process.ts and tells it what to do. Each order is bounded in time, so that a
// program that stalls is a failure and not the end of the bench.

import { RunningProcess } from "../support/running_process.ts";

/** What has arrived at the far end, and in what time. */
export interface Transfer {
  readonly bytes: number;
  readonly seconds: number;
}

/** Round trips of single bytes or packets, in milliseconds. */
export interface PingPong {
  readonly tripsMs: readonly number[];
}

/** Packets that have come back, and those that have not. */
export interface PacketCount {
  readonly packets: number;
  readonly seconds: number;
  readonly lost: number;
}

/** Ports that a tunnel can lead to. */
export interface LoadTargets {
  readonly source: number;
  readonly sink: number;
  readonly echo: number;
  /** Source or echo, as each connection asks. */
  readonly both: number;
  /** Sends packets back; a UDP port. */
  readonly packets: number;
}

export interface LoadOptions {
  /** How much longer than it should take an order may take. */
  readonly graceMs: number;
}

const GRACE_MS = 10_000;
/** Of each connection that is opened and moves a byte; programs that are slow at it need less than 10 ms. */
const OPENING_MS = 20;

export class Load implements AsyncDisposable {
  readonly targets: LoadTargets;
  readonly #process: RunningProcess;
  readonly #line: ControlLine;

  private constructor(process: RunningProcess, line: ControlLine, targets: LoadTargets) {
    this.#process = process;
    this.#line = line;
    this.targets = targets;
  }

  static async start({ graceMs }: LoadOptions = { graceMs: GRACE_MS }): Promise<Load> {
    const script = new URL("load_process.ts", import.meta.url).href;
    const process = new RunningProcess(Deno.execPath(), {
      args: ["run", "-A", "--unstable-net", script],
    });
    const [, port] = await process.untilOutput(/control on (\d+)\n/);
    const line = new ControlLine(`http://127.0.0.1:${port}`, graceMs);
    return new Load(process, line, await line.ask<LoadTargets>("/targets"));
  }

  /** Through a tunnel to `targets.source`. */
  download(port: number, seconds: number): Promise<Transfer> {
    return this.#line.ask(`/download?port=${port}&seconds=${seconds}`, seconds * 1000);
  }

  /** Through a tunnel to `targets.sink`. */
  upload(port: number, seconds: number): Promise<Transfer> {
    return this.#line.ask(`/upload?port=${port}&seconds=${seconds}`, seconds * 1000);
  }

  /** Through a tunnel to `targets.both`: one byte at a time, while another connection downloads. */
  pingPong(port: number, seconds: number): Promise<PingPong> {
    return this.#line.ask(`/ping-pong?port=${port}&seconds=${seconds}`, seconds * 1000);
  }

  /** Opens idle connections through a tunnel to `targets.echo`. */
  hold(port: number, count: number): Promise<void> {
    return this.#line.ask(`/hold?port=${port}&count=${count}`, count * OPENING_MS);
  }

  /** Closes them. */
  release(): Promise<void> {
    return this.#line.ask("/release");
  }

  /** Through a tunnel to `targets.packets`: one packet at a time. */
  pingPongPackets(port: number, seconds: number): Promise<PingPong> {
    return this.#line.ask(`/packets/ping-pong?port=${port}&seconds=${seconds}`, seconds * 1000);
  }

  /** Through a tunnel to `targets.packets`: as many as go there and back. */
  exchangePackets(port: number, seconds: number): Promise<PacketCount> {
    return this.#line.ask(`/packets/exchange?port=${port}&seconds=${seconds}`, seconds * 1000);
  }

  /** Opens idle clients through a tunnel to `targets.packets`. */
  holdPackets(port: number, count: number): Promise<void> {
    return this.#line.ask(`/packets/hold?port=${port}&count=${count}`, count * OPENING_MS);
  }

  /** Closes them. */
  releasePackets(): Promise<void> {
    return this.#line.ask("/packets/release");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}

class ControlLine {
  readonly #origin: string;
  readonly #graceMs: number;

  constructor(origin: string, graceMs: number) {
    this.#origin = origin;
    this.#graceMs = graceMs;
  }

  async ask<T>(order: string, dueMs: number = 0): Promise<T> {
    const { ok, text } = await this.#send(order, AbortSignal.timeout(dueMs + this.#graceMs));
    if (!ok) throw new Error(`The load failed at ${order}: ${text}`);
    return JSON.parse(text);
  }

  async #send(order: string, signal: AbortSignal): Promise<{ ok: boolean; text: string }> {
    try {
      const response = await fetch(`${this.#origin}${order}`, { signal });
      return { ok: response.ok, text: await response.text() };
    } catch (cause) {
      if (!signal.aborted) throw cause;
      throw new Error(`The load stalled at ${order}`, { cause });
    }
  }
}
