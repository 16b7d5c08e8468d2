// A RelayObserver that writes down what it hears; views are copied, since they live on.

import type { HostPort } from "../../src/net/address.ts";
import type {
  ConnectionView,
  Outcome,
  RelayObserver,
  Stage,
} from "../../src/net/relay_observer.ts";
import type { StreamFault } from "../../src/net/stream_error.ts";

export interface Ending extends ConnectionView {
  readonly outcome: Outcome;
  readonly cause: Error | undefined;
}

export interface AcceptFailure {
  readonly listener: HostPort;
  readonly cause: Error;
  readonly retryMs: number;
}

export class RecordingObserver implements RelayObserver {
  readonly stages: Stage[] = [];
  readonly endings: Ending[] = [];
  readonly acceptFailures: AcceptFailure[] = [];
  readonly distrust: StreamFault[] = [];

  entered(_connection: ConnectionView, stage: Stage): void {
    this.stages.push(stage);
  }

  distrusted(_connection: ConnectionView, fault: StreamFault): void {
    this.distrust.push(fault);
  }

  ended(connection: ConnectionView, outcome: Outcome, cause: Error | undefined): void {
    const { id, client, user, target, stage, bytesUp, bytesDown, durationMs } = connection;
    const view = { id, client, user, target, stage, bytesUp, bytesDown, durationMs };
    this.endings.push({ ...view, outcome, cause });
  }

  acceptFailed(listener: HostPort, cause: Error, retryMs: number): void {
    this.acceptFailures.push({ listener, cause, retryMs });
  }

  get outcomes(): readonly Outcome[] {
    return this.endings.map(({ outcome }) => outcome);
  }
}
