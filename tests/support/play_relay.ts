// The relay's part in front of an inbound, without clocks, stages and limits: takes each request, asks the test for its
// upstream, copies both ways until the exchange is over, and leaves the client as the real one does.

import type { HostPort } from "../../src/net/address.ts";
import type { DialFailure } from "../../src/net/dial_failure.ts";
import type { Inbound, PendingStream } from "../../src/net/inbound.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import { asStream } from "./as_stream.ts";

export interface RelayPart {
  readonly inbound: Inbound;
  /** The near end of the client's connection. */
  readonly conn: StreamConn;
  /** The near end of a connection to the target, or why there is none. */
  readonly dial: (target: HostPort, user: string | undefined) => StreamConn | DialFailure;
}

export interface Played {
  /** The stages that the inbound has reported. */
  readonly stages: readonly string[];
  /** What ended the connection, if not its own end. */
  readonly error: unknown;
}

/** Resolves when the connection is over, and closed. */
export async function playRelay({ inbound, conn, dial }: RelayPart): Promise<Played> {
  const stages: string[] = [];
  let error: unknown;
  try {
    for await (const request of inbound.accept(conn, (stage) => void stages.push(stage))) {
      const pending = asStream(request);
      const early = pending.client.read();
      const upstream = dial(pending.target, pending.user);
      if (typeof upstream === "string") {
        await pending.abort(upstream);
        await conn.closeWrite();
        await discard(early, pending.client);
        break;
      }
      await pending.proceed();
      await stream(pending, { early, upstream }).finally(() => upstream.close());
    }
  } catch (caught) {
    error = caught;
    if (isRefusal(caught)) {
      await conn.closeWrite();
      await discard(conn.read(), conn);
    }
  }
  conn.close();
  return { stages, error };
}

interface Streams {
  readonly early: Promise<Uint8Array | null>;
  readonly upstream: StreamConn;
}

async function stream(pending: PendingStream, { early, upstream }: Streams): Promise<void> {
  const copying = Promise.all([
    copy(early, { from: pending.client, to: upstream }),
    copy(upstream.read(), { from: upstream, to: pending.client }),
  ]);
  // After a complete exchange the upstream is closed under the copying.
  copying.catch(() => {});
  await Promise.race([copying, pending.complete ?? copying]);
}

async function copy(
  first: Promise<Uint8Array | null>,
  { from, to }: { readonly from: StreamConn; readonly to: StreamConn },
): Promise<void> {
  for (let chunk = await first; chunk !== null; chunk = await from.read()) await to.write(chunk);
  await to.closeWrite();
}

/** The client has been told, and is given the time to hear it. */
function isRefusal(error: unknown): boolean {
  return error instanceof StreamError &&
    (error.fault === "rejected" || error.fault === "bad_credentials");
}

async function discard(first: Promise<Uint8Array | null>, from: StreamConn): Promise<void> {
  try {
    let chunk = await first;
    while (chunk !== null) chunk = await from.read();
  } catch {
    // The client has left.
  }
}
