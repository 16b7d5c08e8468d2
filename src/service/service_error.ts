// Why a service cannot start or go on, in words for the person at the keyboard.

export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** What to do about it. */
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
