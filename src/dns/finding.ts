// What asking for the addresses of one family comes to.

export type AddressType = "A" | "AAAA";

export interface Finding {
  /** Empty: the name has none of this type. */
  readonly addresses: readonly string[];
  /** For how many seconds this holds. */
  readonly ttl: number;
}

/** Whoever knows addresses: DNS servers, or the system. */
export interface AddressSource {
  /** Rejects with a DialError when it cannot tell, and with the signal's reason. `name`: as a QueryName has it. */
  find(name: string, type: AddressType, signal: AbortSignal): Promise<Finding>;
}
