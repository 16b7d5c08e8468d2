// Why a port cannot be listened on: one closed set, for whoever puts it into words.

export type ListenFailure =
  | "in_use"
  | "not_permitted"
  | "not_ours"
  | "name_not_found"
  /** The port is to be shared, which Deno does not let us do. */
  | "unshareable"
  | "other";

export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly failure: ListenFailure;

  constructor(failure: ListenFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
