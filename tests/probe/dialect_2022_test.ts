// A server absorbs also what the suite has sealed wrongly by mistake. That each saying is wrong in the way that is meant,
// only the server's own parts can tell.

import { assertEquals } from "@std/assert";
import { ShadowsocksInbound } from "../../src/inbound/shadowsocks_inbound.ts";
import type { CipherSuite2022 } from "../../src/crypto/cipher_suite_2022.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import { ServerConn2022 } from "../../src/shadowsocks/conn_2022.ts";
import { UserKeys } from "../../src/shadowsocks/user_keys.ts";
import { NODE } from "../support/cipher_suites.ts";
import { serverPackets } from "../support/packet_ends_2022.ts";
import { ScriptedConn } from "../support/scripted_conn.ts";
import { serverParts, suitesOf2022 } from "../support/suites_2022.ts";
import { Dialect2022 } from "./dialect_2022.ts";
import type { Saying } from "./probe.ts";
import { thisSecond } from "./times_2022.ts";

const TARGET = { host: "127.0.0.1", port: 80 };

const CASES = suitesOf2022(NODE).flatMap((suite) => [
  { suite, users: [], who: suite.method.name },
  ...(suite.method.hasBlocks
    ? [{ suite, users: ["alice", "bob"], who: `${suite.method.name}, users` }]
    : []),
]);

for (const { suite, users, who } of CASES) {
  Deno.test(`Dialect2022 says in streams what it is asked for (${who})`, async () => {
    const dialect = new Dialect2022(suite.method.name, users);
    const fate = (saying: Saying) => fateOfStream(saying, { suite, dialect });
    assertEquals(await fates(dialect.timely(TARGET), fate), ["served"]);
    assertEquals(await fates(dialect.untimely(TARGET), fate), ["clock_skew"]);
    assertEquals(await fates(dialect.foreign(TARGET), fate), ["unauthenticated"]);
    const malformed = dialect.malformed(TARGET);
    const isRagged = ({ name }: Saying) => /never come|longer than/.test(name);
    assertEquals(await fates(malformed.filter(isRagged), fate), ["truncated", "corrupt"]);
    const isWhole = (saying: Saying) => !isRagged(saying);
    assertEquals(await fates(malformed.filter(isWhole), fate), ["malformed"]);
  });

  Deno.test(`Dialect2022 says in packets what it is asked for (${who})`, async () => {
    const dialect = new Dialect2022(suite.method.name, users);
    const packets = serverPackets(suite, { ...heldBy(dialect, suite), unixSeconds: thisSecond });
    const fate = async ({ bytes }: Saying) => {
      const opened = await packets.open(bytes());
      return typeof opened === "string" ? opened : "served";
    };
    const bad = await fates(dialect.badPackets(TARGET), fate);
    assertEquals(bad, ["malformed", "clock_skew", "unauthentic"]);
    for (const step of dialect.sequence(TARGET)) {
      assertEquals(await fate(step), step.isServed ? "served" : "replayed", step.name);
    }
  });
}

/** Each different one, in order. */
async function fates(
  sayings: readonly Saying[],
  fateOf: (saying: Saying) => Promise<string>,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const saying of sayings) found.add(await fateOf(saying));
  return [...found];
}

interface Server {
  readonly suite: CipherSuite2022;
  readonly dialect: Dialect2022;
}

/** What the server calls a stream that is over when this has been said. */
async function fateOfStream({ bytes }: Saying, { suite, dialect }: Server): Promise<string> {
  const parts = serverParts(suite, { ...heldBy(dialect, suite), unixSeconds: thisSecond });
  const inbound = new ShadowsocksInbound((conn) => new ServerConn2022(conn, parts));
  try {
    const pending = inbound.accept(new ScriptedConn([bytes()]), () => {});
    for await (const { kind } of pending) return kind === "stream" ? "served" : kind;
    return "empty";
  } catch (error) {
    if (error instanceof StreamError) return error.fault;
    throw error;
  }
}

function heldBy(
  { password, users }: Dialect2022,
  suite: CipherSuite2022,
): { readonly keys: UserKeys } {
  const key = Uint8Array.fromBase64(password);
  const named = users.map(({ name, password }) => ({
    user: name,
    key: Uint8Array.fromBase64(password),
  }));
  return { keys: new UserKeys({ suite, key, users: named }) };
}
