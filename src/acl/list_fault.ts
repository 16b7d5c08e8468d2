// What is wrong with an entry of a list that the user wrote or downloaded: it is left out, and the rest is taken.

export type FaultKind =
  /** A header that nobody knows: where the entries below it belong is not known either. */
  | "section"
  | "address"
  | "name"
  | "pattern"
  /** It means something to another program. */
  | "unsupported";

export interface ListFault {
  readonly kind: FaultKind;
  /** "300.1.1.1 is no IP address". */
  readonly message: string;
  readonly hint: string;
  /** Within the entry. */
  readonly offset: number;
}

/** Where it stands in a text, both from 1. */
export interface ListProblem extends Omit<ListFault, "offset"> {
  readonly line: number;
  readonly column: number;
}
