// A person points curl at `umbra local`, in every way that curl knows (issue 3).

import { assertEquals } from "@std/assert";
import { curl } from "../support/curl.ts";
import { HttpTarget } from "../support/http_target.ts";
import { skipWithout } from "../support/outside_programs.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { newLink, startLocal, startServer } from "../support/shadowsocks_process.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { digestOf, testBytes } from "../support/test_bytes.ts";

const ignore = await skipWithout("curl");

const TRANSFER_BYTES = 1_000_000;
/** Exit codes of curl: for a SOCKS refusal, and with --fail for an HTTP status such as 407. */
const CURL_PROXY_REFUSED = 97;
const CURL_HTTP_ERROR = 22;
const METHOD = "chacha20-ietf-poly1305";

interface Way {
  readonly name: string;
  /** Before the proxy's address. */
  readonly flags: readonly string[];
  /** Whether the proxy is told the name, not an address. */
  readonly sendsName: boolean;
}

const WAYS: readonly Way[] = [
  { name: "--socks5", flags: ["--socks5"], sendsName: false },
  { name: "--socks5-hostname", flags: ["--socks5-hostname"], sendsName: true },
  { name: "--socks4", flags: ["--socks4"], sendsName: false },
  { name: "--socks4a", flags: ["--socks4a"], sendsName: true },
  { name: "-x http://", flags: ["-x"], sendsName: true },
  { name: "-p -x http://", flags: ["-p", "-x"], sendsName: true },
];

for (const { name, flags, sendsName } of WAYS) {
  Deno.test(
    { name: `curl ${name} moves bytes both ways through umbra local`, ignore },
    async () => {
      await using proxy = await Proxy.start();
      await using upload = await TemporaryFile.holding(testBytes(TRANSFER_BYTES));
      const via = [...flags, `127.0.0.1:${proxy.port}`];
      const origin = `http://${sendsName ? "localhost" : "127.0.0.1"}:${proxy.target.port}`;
      const expected = digestOf(testBytes(TRANSFER_BYTES));

      const down = await curl(...via, `${origin}/bytes/${TRANSFER_BYTES}`);
      assertEquals([down.code, down.stderr], [0, ""]);
      assertEquals(digestOf(down.body), expected);

      const up = await curl(...via, "-T", upload.path, `${origin}/digest`);
      assertEquals([up.code, up.stderr], [0, ""]);
      assertEquals(JSON.parse(text(up.body)), expected);
    },
  );
}

Deno.test(
  { name: "curl --proxy-user opens umbra local when the password is right", ignore },
  async () => {
    await using proxy = await Proxy.start("--auth", "alice:secret");
    for (const scheme of ["socks5h", "http"]) {
      const url = `${proxy.target.origin}/headers`;
      const via = ["-x", `${scheme}://127.0.0.1:${proxy.port}`, "--proxy-user", "alice:secret"];
      const { code, body, stderr } = await curl(...via, url);
      assertEquals([code, stderr], [0, ""], scheme);
      assertEquals(JSON.parse(text(body))["proxy-authorization"], undefined);
    }
  },
);

Deno.test(
  { name: "curl cannot pass umbra local when the password is wrong or missing", ignore },
  async () => {
    await using proxy = await Proxy.start("--auth", "alice:secret");
    const refusals = { socks5h: CURL_PROXY_REFUSED, http: CURL_HTTP_ERROR };
    for (const [scheme, refusal] of Object.entries(refusals)) {
      for (const credentials of [["--proxy-user", "alice:wrong"], []]) {
        const via = ["--fail", "-x", `${scheme}://127.0.0.1:${proxy.port}`, ...credentials];
        const { code, body } = await curl(...via, `${proxy.target.origin}/bytes/10`);
        assertEquals([code, body.length], [refusal, 0], scheme);
      }
    }
  },
);

Deno.test({ name: "curl cannot go around the password by SOCKS4", ignore }, async () => {
  await using proxy = await Proxy.start("--auth", "alice:secret");
  for (const flag of ["--socks4", "--socks4a"]) {
    const { code } = await curl(flag, `127.0.0.1:${proxy.port}`, `${proxy.target.origin}/bytes/10`);
    assertEquals(code, CURL_PROXY_REFUSED, flag);
  }
});

/** An HTTP target, `umbra server` and `umbra local`. */
class Proxy implements AsyncDisposable {
  readonly target: HttpTarget;
  readonly #local: ListeningProcess;
  readonly #stack: AsyncDisposableStack;

  private constructor(target: HttpTarget, local: ListeningProcess, stack: AsyncDisposableStack) {
    this.target = target;
    this.#local = local;
    this.#stack = stack;
  }

  static async start(...localFlags: readonly string[]): Promise<Proxy> {
    await using stack = new AsyncDisposableStack();
    const link = newLink(METHOD);
    const target = stack.use(new HttpTarget());
    stack.use(await startServer("umbra", link));
    const local = stack.use(await startLocal("umbra", link, ...localFlags));
    return new Proxy(target, local, stack.move());
  }

  get port(): number {
    return this.#local.port;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
