// The contract of whoever answers DNS questions, whatever they are about.

export interface DnsQuestioner {
  /** For whom: what one client may have under way is limited. */
  readonly client: string;
  /** A datagram holds only so much; what does not fit is asked for again by stream. */
  readonly transport: "datagram" | "stream";
}

export interface DnsAnswering {
  /**
   * The whole reply to a whole message; `undefined` when it deserves none. `query` may be reused once the promise is
   * there. Never rejects.
   */
  answer(query: Uint8Array, questioner: DnsQuestioner): Promise<Uint8Array | undefined>;
  /** What is under way ends in failure. Idempotent. */
  close(): void;
}
