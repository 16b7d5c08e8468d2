// Ours as a contestant, with one choice of engine: started as the README says, it tells which engine it runs on.

import { VERSION } from "../../src/cli/version.ts";
import { freePorts } from "../support/listening_ports.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { type Link, linkFlags, listenFlags, newLink } from "../support/shadowsocks_process.ts";
import { startUmbra } from "../support/umbra_process.ts";
import type { Contestant } from "./contestant.ts";

/** `auto` is what people get, `no-ffi` what they get without permission for FFI; the others are forced. */
export const ENGINE_CHOICES = ["auto", "openssl", "no-ffi", "node", "webcrypto"] as const;
export type EngineChoice = typeof ENGINE_CHOICES[number];

/** A quarter of the places is for one host, and all clients are on one: more places than any bench needs of them. */
const UDP = ["-u", "--udp-max-associations", "16384"];

export function columnOf(choice: EngineChoice): string {
  return choice === "auto" ? "umbra" : `umbra ${choice}`;
}

export class UmbraContestant implements Contestant {
  readonly version = `${VERSION} on Deno ${Deno.version.deno}`;
  readonly name: string;
  readonly engine: string;
  readonly #choice: EngineChoice;

  private constructor(choice: EngineChoice, engine: string) {
    this.name = columnOf(choice);
    this.engine = engine;
    this.#choice = choice;
  }

  /** `undefined` when it says that it does not offer the method on this engine. */
  static async open(choice: EngineChoice, method: string): Promise<UmbraContestant | undefined> {
    try {
      await using server = await startServer(choice, newLink(method));
      const [, engine] = await server.process.untilOutput(/, engine (\S+)/);
      return new UmbraContestant(choice, engine!);
    } catch (error) {
      if (isRefusal(String(error))) return undefined;
      throw error;
    }
  }

  startServer(link: Link): Promise<ListeningProcess> {
    return startServer(this.#choice, link);
  }

  startTunnel(link: Link, targetPort: number): Promise<ListeningProcess> {
    const [port] = freePorts(1);
    const target = `127.0.0.1:${targetPort}`;
    const args = ["tunnel", ...linkFlags(link), ...listenFlags(port!), "-L", target, ...UDP];
    return start(this.#choice, args);
  }
}

/** Whether its output is an orderly refusal, by its wording, and not a breakdown. */
export function isRefusal(output: string): boolean {
  return /^error: .*\b(engine|crypto)\b/m.test(output);
}

function startServer(choice: EngineChoice, link: Link): Promise<ListeningProcess> {
  return start(choice, ["server", ...linkFlags(link), "--allow-private", ...UDP]);
}

function start(choice: EngineChoice, args: readonly string[]): Promise<ListeningProcess> {
  switch (choice) {
    case "auto":
      return startUmbra(args);
    case "no-ffi":
      return startUmbra(args, { denied: ["--deny-ffi"] });
    default:
      return startUmbra([...args, "--crypto", choice]);
  }
}
