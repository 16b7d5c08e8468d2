// An HTTP server for the far end of a proxy, in the test's own process.
//
//   GET /bytes/N    the test bytes of length N
//   PUT /digest     takes a body, answers its Digest as JSON
//   GET /headers    answers the request's header fields as JSON

import { digestOfChunks, testBytes } from "./test_bytes.ts";

export class HttpTarget implements AsyncDisposable {
  readonly #abort = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor({ host = "127.0.0.1" }: { readonly host?: string } = {}) {
    this.#server = Deno.serve({
      hostname: host,
      port: 0,
      signal: this.#abort.signal,
      onListen: () => {},
    }, answer);
  }

  get port(): number {
    return this.#server.addr.port;
  }

  /** `http://127.0.0.1:PORT`. */
  get origin(): string {
    return `http://${this.#server.addr.hostname}:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#server.finished;
  }
}

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/headers") return Response.json(Object.fromEntries(request.headers));
  if (pathname === "/digest" && request.body !== null) {
    return Response.json(await digestOfChunks(request.body));
  }
  const length = /^\/bytes\/(\d+)$/.exec(pathname)?.[1];
  if (length === undefined) return new Response("No such page", { status: 404 });
  return new Response(testBytes(Number(length)));
}
