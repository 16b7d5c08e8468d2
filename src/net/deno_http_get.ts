// HTTP by the platform's fetch(), directly or through a proxy.

import { readHttpBody } from "./http_body.ts";
import type { HttpAnswer, HttpGetOptions } from "./http_get.ts";

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
    return { status, headers: response.headers, body: await readHttpBody(response.body, maxBytes) };
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
