// What a relay tells its observer, as a message between isolates: views become copies, errors what the log wants of
// them.

import type { HostPort } from "../net/address.ts";
import type { ConnectionView, Outcome, RelayObserver, Stage } from "../net/relay_observer.ts";
import type { StreamFault } from "../net/stream_error.ts";
import { receivedError, type SentError } from "./sent_error.ts";

export type RelayEvent =
  | { readonly kind: "entered"; readonly connection: ConnectionView; readonly stage: Stage }
  | {
    readonly kind: "distrusted";
    readonly connection: ConnectionView;
    readonly fault: StreamFault;
  }
  | {
    readonly kind: "ended";
    readonly connection: ConnectionView;
    readonly outcome: Outcome;
    readonly cause: SentError | undefined;
  }
  | {
    readonly kind: "acceptFailed";
    readonly listener: HostPort;
    readonly cause: SentError;
    readonly retryMs: number;
  };

/** Says to an observer what was said in the other isolate. */
export function relateRelay(event: RelayEvent, observer: RelayObserver): void {
  switch (event.kind) {
    case "entered":
      return observer.entered(event.connection, event.stage);
    case "distrusted":
      return observer.distrusted(event.connection, event.fault);
    case "ended":
      return observer.ended(
        event.connection,
        event.outcome,
        event.cause && receivedError(event.cause),
      );
    case "acceptFailed":
      return observer.acceptFailed(event.listener, receivedError(event.cause), event.retryMs);
  }
}
