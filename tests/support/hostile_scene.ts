// `umbra server` among strangers: a target that they must not reach, and a bystander who must not notice them.

import { assert, assertEquals } from "@std/assert";
import { encodeAddress } from "../../src/codec/address_header.ts";
import type { CipherName } from "../../src/crypto/method_table.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { Bystander } from "./bystander.ts";
import { type Probe, type Reaction, sendProbes } from "./probe.ts";
import { sealStream } from "./reference_stream.ts";
import {
  newStreamKey,
  type ServerOptions,
  startServerRole,
  type UmbraRole,
} from "./umbra_in_process.ts";
import { UnwantedTarget } from "./unwanted_target.ts";

/** A FIN that the server sends at once, on a busy machine. */
const PROMPT_MS = 2000;

export class HostileScene implements AsyncDisposable {
  readonly target: UnwantedTarget;
  readonly server: UmbraRole;
  readonly #options: ServerOptions;
  readonly #bystander: Bystander;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    parts: { target: UnwantedTarget; server: UmbraRole; bystander: Bystander },
    options: ServerOptions,
    stack: AsyncDisposableStack,
  ) {
    this.target = parts.target;
    this.server = parts.server;
    this.#bystander = parts.bystander;
    this.#options = options;
    this.#stack = stack;
  }

  static async open(options: ServerOptions): Promise<HostileScene> {
    await using stack = new AsyncDisposableStack();
    const target = stack.use(new UnwantedTarget());
    const server = stack.use(await startServerRole(options));
    const { method } = options;
    const bystander = stack.use(await Bystander.start({ method, port: server.port }));
    return new HostileScene({ target, server, bystander }, options, stack.move());
  }

  /** A stream that asks for the target and says "hi": nothing is wrong with it but what a test does to it. */
  opening(): Uint8Array {
    return openingFor(this.#options.method, this.target.port);
  }

  /** Each probe gets nothing but silence, to the deadline and then FIN. */
  async assertAbsorbs(probes: readonly Probe[]): Promise<void> {
    const reactions = await sendProbes(this.server.port, probes);
    const { handshakeMs } = this.#options;
    assertSilent(reactions);
    const early = reactions.filter(({ afterMs }) => afterMs < handshakeMs);
    assertEquals(early, [], "closed before the deadline");
    await this.#assertUntouched();
  }

  /** Each probe gets FIN long before the deadline, and nothing else. */
  async assertEndsAtOnce(probes: readonly Probe[]): Promise<void> {
    assert(this.#options.handshakeMs > PROMPT_MS);
    const reactions = await sendProbes(this.server.port, probes);
    assertSilent(reactions);
    assertEquals(reactions.filter(({ afterMs }) => afterMs > PROMPT_MS), [], "closed late");
    await this.#assertUntouched();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }

  async #assertUntouched(): Promise<void> {
    assertEquals(await this.target.countVisitors(), 0, "the target was reached");
    await this.#bystander.assertUnharmed();
  }
}

export function openingFor(method: CipherName, targetPort: number): Uint8Array {
  const header = encodeAddress({ host: "127.0.0.1", port: targetPort });
  return sealStream(newStreamKey(method), [concatBytes(header, Uint8Array.of(0x68, 0x69))]);
}

function assertSilent(reactions: readonly Reaction[]): void {
  const loud = reactions.filter(({ heard, end }) => heard > 0 || end !== "FIN");
  assertEquals(loud, [], "told more than FIN");
}
