// The contract of one HTTP GET.

/** Follows no redirect, and rejects, with a TooLongError where that is why, when the body has more than `maxBytes`. */
export type HttpGet = (url: URL, options: HttpGetOptions) => Promise<HttpAnswer>;

export interface HttpGetOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly body: Uint8Array;
}

export class TooLongError extends Error {
  override readonly name = "TooLongError";
}
