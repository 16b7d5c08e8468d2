// What the main isolate and a worker say to each other.
//
//   worker                        main isolate
//   awake                     ->                      its module is loaded
//                             <-  start               its configuration and the shared memory
//   ready | refused           ->                      it listens | why it cannot
//   resolve                   ->
//                             <-  resolved | unresolved
//   events, log               ->                      at any time
//   failed                    ->                      it is no more to be trusted: replace it
//                             <-  redirect            at any time: its configuration from now on
//                             <-  drain
//   draining, then drained    ->
//                             <-  close
//   closed                    ->                      and then it is terminated

import type { DialFailure } from "../net/dial_failure.ts";
import type { PackedConfig } from "./packed_config.ts";
import type { LogProperties } from "./plane_log.ts";
import type { PlaneEvent } from "./plane_event.ts";
import type { SentError } from "./sent_error.ts";

export type ToWorker =
  | Start
  | Answer
  | { readonly kind: "redirect"; readonly config: PackedConfig }
  | { readonly kind: "drain" | "close" };

export type FromWorker =
  | { readonly kind: "awake" | "drained" }
  | Ready
  | { readonly kind: "refused"; readonly message: string; readonly hint: string }
  | { readonly kind: "failed"; readonly cause: SentError }
  | Question
  | { readonly kind: "events"; readonly events: readonly PlaneEvent[] }
  | LogLine
  | { readonly kind: "draining" | "closed"; readonly connections: number };

export interface Start {
  readonly kind: "start";
  /** Unique in the process. */
  readonly worker: number;
  readonly config: PackedConfig;
  /** Of the SaltFilter. */
  readonly salts: SharedArrayBuffer;
  /** Of the SaltPool. */
  readonly recentSalts: SharedArrayBuffer | undefined;
  /** One word: how many connections are open. */
  readonly open: Int32Array;
}

export interface Ready {
  readonly kind: "ready";
  readonly engines: readonly string[];
}

export interface Question {
  readonly kind: "resolve";
  readonly id: number;
  readonly name: string;
  /** For whom the worker asks. */
  readonly client: string | undefined;
}

export type Answer =
  | { readonly kind: "resolved"; readonly id: number; readonly addresses: readonly string[] }
  | {
    readonly kind: "unresolved";
    readonly id: number;
    readonly failure: DialFailure;
    readonly message: string;
  };

export interface LogLine {
  readonly kind: "log";
  readonly level: "info" | "warn" | "error";
  readonly text: string;
  readonly properties: LogProperties | undefined;
}
