// Why a packet went no further: one closed set, for counters and logs. Nobody is told on the wire.

export type PacketDrop =
  /** It does not open under any key. */
  | "unauthentic"
  /** It was here before, or is too old to tell. */
  | "replayed"
  /** It opens, and is of another time than now, by a clock of ours or theirs. */
  | "clock_skew"
  /** It opens (or needs no key), and is not what a client sends. */
  | "malformed"
  /** A fragment of a SOCKS5 datagram (RFC 1928 section 7 lets us not reassemble). */
  | "fragment"
  /** Not from the client that the association belongs to. */
  | "stranger"
  /** Our own rules forbid the target. */
  | "denied"
  /** The target's name has no address, or none came in time. */
  | "unresolved"
  /** The system did not take it: too long, unreachable, no buffers. */
  | "unsendable"
  /** Too many associations, or too much waiting in one of them. */
  | "over_limit"
  /** For a fault of ours. */
  | "defect";
