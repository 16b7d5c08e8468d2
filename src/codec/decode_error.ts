// Why bytes are not the message they should be: one closed set, shared by all codecs, so that an inbound chooses its
// reply by `reason` and never by text.

export type DecodeReason =
  | "bad_version"
  | "bad_address_type"
  /** A length that the format does not allow there. */
  | "bad_length"
  /** Not strict UTF-8, or characters that have no business there. */
  | "bad_text"
  /** Any other field with a value that the format does not allow. */
  | "bad_field"
  /** Well-formed so far, but longer than we are willing to keep. */
  | "too_long";

export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly reason: DecodeReason;

  constructor(reason: DecodeReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
