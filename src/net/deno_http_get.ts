// HTTP by the platform's fetch(), directly or through a proxy.

import { concatBytes } from "./bytes.ts";
import { type HttpAnswer, type HttpGetOptions, TooLongError } from "./http_get.ts";

export class DenoHttpGet implements Disposable {
  readonly #client: Deno.HttpClient;

  /** `proxy`: for example "socks5h://127.0.0.1:1080". */
  constructor(proxy?: Deno.Proxy) {
    this.#client = Deno.createHttpClient(proxy === undefined ? {} : { proxy });
  }

  async get(url: URL, { headers, maxBytes, signal }: HttpGetOptions): Promise<HttpAnswer> {
    const response = await fetch(url, {
      headers,
      redirect: "manual",
      signal,
      client: this.#client,
    });
    const { status } = response;
    return { status, headers: response.headers, body: await readBody(response.body, maxBytes) };
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

async function readBody(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new TooLongError(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return concatBytes(...chunks);
}
