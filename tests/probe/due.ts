// What a kind of probe is due.

export interface Due {
  readonly word: string;
  /** When the end counts from. */
  readonly from: "SYN" | "last said";
  /**
   * `deadline`: exactly when the server's handshake time is over. `once`: at once, as far as a prober can tell.
   * `any time`: whenever others are done.
   */
  readonly at: "deadline" | "once" | "any time";
  readonly hears: "nothing" | "something" | "anything";
  /** What a byte gets after the end: RST where nobody is left, silence where somebody still listens. */
  readonly then: "RST" | "silence";
}

/** Silence up to the deadline. */
export const ABSORBED: Due = {
  word: "absorbed",
  from: "SYN",
  at: "deadline",
  hears: "nothing",
  then: "RST",
};

/** The same, after it had been served for a while. */
export const ABSORBED_LATER: Due = {
  word: "absorbed later",
  from: "last said",
  at: "deadline",
  hears: "anything",
  then: "RST",
};

/** FIN for FIN; whoever has finished has no byte to send afterwards. */
export const FINISHED: Due = {
  word: "finished",
  from: "last said",
  at: "once",
  hears: "nothing",
  then: "silence",
};

/** A client with the key asks for what cannot be had. */
export const REFUSED: Due = {
  word: "refused",
  from: "last said",
  at: "once",
  hears: "nothing",
  then: "silence",
};

/** A client with the key. */
export const SERVED: Due = {
  word: "served",
  from: "last said",
  at: "any time",
  hears: "something",
  then: "silence",
};
