// An error on its way between isolates.

export interface SentError {
  readonly message: string;
  readonly stack: string | undefined;
}

/** What ends connections every day: nobody asks where in the code, and it costs much to find out. */
export function sentReason({ message }: Error): SentError {
  return { message, stack: undefined };
}

export function sentDefect({ message, stack }: Error): SentError {
  return { message, stack };
}

export function receivedError({ message, stack }: SentError): Error {
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
