// Looks at the other sockets while a bulk transfer goes on. Deno answers a read or write that need not wait at once, and
// asks the system about other sockets only when nothing is left to do, or after 61 rounds of its loop: beside a download,
// which never has to wait, a byte there and back took 100 ms. What does ask the system is waiting for a socket, so a
// transfer that has had its time waits for one of ours, which has a byte already.

/** How long transfers may go on before the others are looked at. */
const TURN_MS = 2;
const BYTE = new Uint8Array(1);

export class DenoTurns {
  #until = 0;
  #next: Promise<void> | undefined;
  /** Opened by the first transfer that needs it. */
  #loop: Loop | undefined;
  #isClosed = false;

  /** What a bulk transfer must await before it goes on; `undefined` when it has not had its time yet. */
  due(): Promise<void> | undefined {
    if (this.#isClosed) return undefined;
    if (this.#next === undefined && performance.now() >= this.#until) this.#next = this.#pass();
    return this.#next;
  }

  /** Idempotent. From now on nobody waits. */
  close(): void {
    this.#isClosed = true;
    this.#loop?.close();
    this.#loop = undefined;
  }

  async #pass(): Promise<void> {
    try {
      const loop = this.#loop ??= await Loop.open();
      if (this.#isClosed) loop.close();
      else await loop.goRound();
    } catch {
      // Closed meanwhile; or it cannot be had, and then transfers go without.
      this.close();
    }
    this.#next = undefined;
    this.#until = performance.now() + TURN_MS;
  }
}

/** A connection of this process with itself. */
class Loop {
  readonly #near: Deno.TcpConn;
  readonly #far: Deno.TcpConn;
  /** Longer than what comes: then Deno knows that nothing is left, and the next read waits for the system's word. */
  readonly #buffer = new Uint8Array(2);

  private constructor(near: Deno.TcpConn, far: Deno.TcpConn) {
    this.#near = near;
    this.#far = far;
  }

  static async open(): Promise<Loop> {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { hostname, port } = listener.addr;
    const [near, far] = await Promise.all([Deno.connect({ hostname, port }), listener.accept()]);
    const loop = new Loop(near, far);
    near.setNoDelay(true);
    if (near.localAddr.port === far.remoteAddr.port) return loop;
    loop.close();
    throw new Error("Somebody else was quicker");
  }

  async goRound(): Promise<void> {
    await this.#near.write(BYTE);
    await this.#far.read(this.#buffer);
  }

  close(): void {
    this.#near.close();
    this.#far.close();
  }
}
