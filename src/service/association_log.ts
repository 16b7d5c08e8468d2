// What the log says about UDP: a line for each association, and one a minute on what was dropped. Not one for each
// packet: anybody can send any number of them, in anybody's name (so no address in it may be banned for them either).

import type { Logger } from "@logtape/logtape";
import { formatHostPort, type HostPort } from "../net/address.ts";
import type {
  AssociationEnd,
  AssociationObserver,
  AssociationView,
} from "../net/association_observer.ts";
import type { Clock } from "../net/clock.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import { plainOrQuoted, showTarget } from "./shown_name.ts";

const SUMMARY_MS = 60_000;

export class AssociationLog implements AssociationObserver {
  readonly #logger: Logger;
  readonly #clock: Clock;
  #drops = new Map<PacketDrop, number>();

  constructor({ logger, clock }: { readonly logger: Logger; readonly clock: Clock }) {
    this.#logger = logger;
    this.#clock = clock;
  }

  opened({ id, client, target }: AssociationView): void {
    if (!this.#logger.isEnabledFor("debug")) return;
    this.#logger.debug("udp {id} from {client} begins with a packet to {target}", {
      id,
      client: formatHostPort(client),
      target: showTarget(target),
    });
  }

  ended(association: AssociationView, end: AssociationEnd, cause: Error | undefined): void {
    if (!this.#logger.isEnabledFor("info")) return;
    const { text, properties } = describe(association, end, cause);
    this.#logger.info(text, properties);
  }

  dropped(drop: PacketDrop, packets: number): void {
    if (this.#drops.size === 0) this.#clock.at(SUMMARY_MS, () => this.#summarize());
    this.#drops.set(drop, (this.#drops.get(drop) ?? 0) + packets);
  }

  failed(listener: HostPort, cause: Error): void {
    this.#logger.error("defect: no more UDP is taken at {listener}: {cause}", {
      listener: formatHostPort(listener),
      cause: cause.stack,
    });
  }

  #summarize(): void {
    const counts = Object.fromEntries(this.#drops);
    this.#drops = new Map();
    const list = Object.entries(counts).map(([drop, count]) => `${count} ${drop}`).join(", ");
    this.#logger.info("udp packets dropped within a minute: {list}", { list, ...counts });
  }
}

function describe(association: AssociationView, end: AssociationEnd, cause: Error | undefined) {
  const { id, user, packetsUp, packetsDown, bytesUp, bytesDown, durationMs } = association;
  const properties = {
    id,
    client: formatHostPort(association.client),
    ...(user !== undefined && { user: plainOrQuoted(user) }),
    target: showTarget(association.target),
    end,
    seconds: Math.round(durationMs) / 1000,
    packetsUp,
    bytesUp,
    packetsDown,
    bytesDown,
    ...(cause !== undefined && { cause: cause.message }),
  };
  const who = user === undefined ? "udp {client}" : "udp {client} ({user})";
  const why = cause === undefined ? "" : ": {cause}";
  const up = "{packetsUp} packets of {bytesUp} bytes up";
  const down = "{packetsDown} of {bytesDown} down";
  return { text: `${who} -> {target} {end} after {seconds} s, ${up}, ${down}${why}`, properties };
}
