// Somebody who uses the server all the while that others abuse it, and must not notice.

import { assertEquals } from "@std/assert";
import { concatBytes } from "../../src/net/bytes.ts";
import type { CipherName } from "../../src/crypto/method_table.ts";
import { EchoTarget } from "./echo_target.ts";
import { testBytes } from "./test_bytes.ts";
import { writeAll } from "./test_conn.ts";
import { startTunnelRole } from "./umbra_in_process.ts";

const MESSAGE = testBytes(3000);

export class Bystander implements AsyncDisposable {
  readonly #conn: Deno.TcpConn;
  readonly #stack: AsyncDisposableStack;
  readonly #talk: Promise<number>;
  #isTalking = true;

  private constructor(conn: Deno.TcpConn, stack: AsyncDisposableStack) {
    this.#conn = conn;
    this.#stack = stack;
    this.#talk = this.#run();
    // Told by assertUnharmed().
    this.#talk.catch(() => {});
  }

  /** Reaches a target of its own through a tunnel of its own; one message has come back when this resolves. */
  static async start(
    server: { readonly method: CipherName; readonly port: number },
  ): Promise<Bystander> {
    await using stack = new AsyncDisposableStack();
    const target = stack.use(new EchoTarget());
    const link = { method: server.method, serverPort: server.port, targetPort: target.port };
    const tunnel = stack.use(await startTunnelRole(link));
    const conn = stack.use(await Deno.connect({ hostname: "127.0.0.1", port: tunnel.port }));
    await assertEchoes(conn, MESSAGE);
    return new Bystander(conn, stack.move());
  }

  /** Every message has come back unchanged, and the connection ends in order. */
  async assertUnharmed(): Promise<void> {
    this.#isTalking = false;
    await this.#talk;
    await this.#conn.closeWrite();
    assertEquals(await this.#conn.read(new Uint8Array(1)), null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isTalking = false;
    await this.#stack.disposeAsync();
    await this.#talk.catch(() => {});
  }

  async #run(): Promise<number> {
    let messages = 0;
    for (; this.#isTalking; messages++) await assertEchoes(this.#conn, MESSAGE);
    return messages;
  }
}

export async function assertEchoes(conn: Deno.Conn, message: Uint8Array): Promise<void> {
  await writeAll(conn, message);
  assertEquals(await readBytes(conn, message.length), message);
}

/** Exactly so many. */
export async function readBytes(conn: Deno.Conn, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let missing = length; missing > 0;) {
    const buffer = new Uint8Array(missing);
    const read = await conn.read(buffer);
    if (read === null) throw new Error(`The stream ended ${missing} bytes before ${length}`);
    parts.push(buffer.subarray(0, read));
    missing -= read;
  }
  return concatBytes(...parts);
}
