// What is told about upstreams: to the log, later to metrics and the dashboard.

import type { DialError } from "./dial_failure.ts";

export type ProbeResult =
  /** `ms`: until the answer began. */
  | { readonly kind: "answered"; readonly ms: number }
  | { readonly kind: "failed"; readonly cause: Error };

/** Must not throw. Upstreams go by the names that the configuration gives them. */
export interface UpstreamObserver {
  /** A connection goes on to another upstream, or to the same once more; its client sees delay only. */
  movedOn(upstream: string, cause: DialError): void;
  /** It has failed so often that it is left alone for `retryMs`. */
  wentDown(upstream: string, cause: DialError, retryMs: number): void;
  /** It was down and has served again. */
  cameBack(upstream: string): void;
  probed(upstream: string, result: ProbeResult): void;
}
