import { assert, assertEquals, assertRejects } from "@std/assert";
import { nameOf, NODE, recordParts, SUITES } from "../../tests/support/cipher_suites.ts";
import { LateEngine } from "../../tests/support/late_engine.ts";
import { readAll } from "../../tests/support/memory_pipe.ts";
import { openStream, sealStream } from "../../tests/support/reference_stream.ts";
import { cutEvery, ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { StrictEngine } from "../../tests/support/strict_engine.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { trialOf, type User2017, users2017 } from "../../tests/support/users_2017.ts";
import { CipherSuite } from "../crypto/cipher_suite.ts";
import { concatBytes } from "../net/bytes.ts";
import { StreamError } from "../net/stream_error.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import type { RecordParts } from "./record.ts";
import { SharedConn2017 } from "./shared_conn_2017.ts";

const PAYLOADS = [testBytes(5), testBytes(300)];
const NAMES = Array.from({ length: 40 }, (_, i) => `user ${i}`);

for (const suite of SUITES) {
  Deno.test(`SharedConn2017 finds whose stream it is, however it is cut, with ${nameOf(suite)}`, async () => {
    const users = users2017(suite, NAMES);
    const trial = trialOf(users);
    for (const user of [users[0]!, users[23]!, users[24]!, users[39]!]) {
      const { stream } = streamOf(user, suite);
      for (const step of [1, 19, stream.length]) {
        const conn = sharedConn(cutEvery(stream, step), { suite, trial });
        assertEquals(conn.user, undefined);
        assertEquals(await readAll(conn), concatBytes(...PAYLOADS));
        assertEquals(conn.user, user.user);
      }
    }
  });

  Deno.test(`SharedConn2017 answers under the user's key with ${nameOf(suite)}`, async () => {
    const users = users2017(suite, NAMES);
    const lower = new ScriptedConn([streamOf(users[30]!, suite).stream]);
    const conn = sharedConn(lower, { suite, trial: trialOf(users) });
    await conn.read();
    await conn.write(testBytes(20_000));
    const key = { method: suite.method.name, masterKey: users[30]!.key };
    const { payloads } = openStream(key, concatBytes(...lower.writes));
    assertEquals(concatBytes(...payloads).toHex(), testBytes(20_000).toHex());
  });

  Deno.test(`SharedConn2017 takes nobody else's stream with ${nameOf(suite)}`, async () => {
    const trial = trialOf(users2017(suite, NAMES));
    const [stranger] = users2017(suite, ["stranger"]);
    const noise = crypto.getRandomValues(new Uint8Array(500));
    for (const stream of [streamOf(stranger!, suite).stream, noise]) {
      const conn = sharedConn([stream], { suite, trial });
      assertEquals([await faultOf(conn), conn.user], ["unauthenticated", undefined]);
    }
  });
}

Deno.test("SharedConn2017 admits the salt of what opens, and of nothing else, under whichever key", async () => {
  for (const suite of SUITES) {
    const users = users2017(suite, NAMES);
    const filter = new SaltFilter();
    const asked: string[] = [];
    const admitSalt = (salt: Uint8Array) => asked.push(salt.toHex()) > 0 && filter.admit(salt);
    const parts = { suite, trial: trialOf(users), admitSalt };
    const { stream, salt } = streamOf(users[39]!, suite);
    const forged = stream.with(salt.length, stream[salt.length]! ^ 1);
    assertEquals(await faultOf(sharedConn([forged], parts)), "unauthenticated");
    assertEquals(asked, []);
    // At once: where the engine takes its time all of them are in flight before the first has opened.
    const copies = Array.from({ length: 8 }, () => faultOf(sharedConn([stream], parts)));
    assertEquals(
      (await Promise.all(copies)).sort(),
      [undefined, ...Array(7).fill("replayed")].sort(),
    );
    assertEquals(asked, Array(8).fill(salt.toHex()));
  }
});

Deno.test("SharedConn2017 remembers no key of a replay", async () => {
  const suite = SUITES[0]!;
  const users = users2017(suite, NAMES);
  const used: string[] = [];
  const trial = trialOf(users);
  trial.used = ({ user }, client) => void used.push(`${user} at ${client}`);
  const parts = { suite, trial };
  const { stream } = streamOf(users[1]!, suite);
  const replay = sharedConn([stream], { ...parts, admitSalt: () => false });
  assertEquals([await faultOf(replay), replay.user, used], ["replayed", undefined, []]);
  await faultOf(sharedConn([stream], parts));
  assertEquals(used, ["user 1 at 127.0.0.9"]);
});

Deno.test("SharedConn2017 has nobody to answer before a request has come", async () => {
  const suite = SUITES[0]!;
  const conn = sharedConn([], { suite, trial: trialOf(users2017(suite, NAMES)) });
  await assertRejects(() => conn.write(testBytes(1)), TypeError, "no request");
});

Deno.test("SharedConn2017 frees every key that it has tried", async () => {
  const engine = new StrictEngine(NODE);
  const suite = new CipherSuite("aes-128-gcm", engine);
  const users = users2017(suite, NAMES);
  for (const streams of [[streamOf(users[35]!, suite).stream], [testBytes(200)], []]) {
    const conn = sharedConn(streams, { suite, trial: trialOf(users) });
    await faultOf(conn);
    conn.close();
    assertEquals([engine.keys, engine.mistakes], [0, []]);
  }
});

Deno.test("SharedConn2017.close() ends a read that tries keys, and frees them", async () => {
  for (const position of [0, 39]) {
    const late = new LateEngine({ fromBytes: 0 });
    const engine = new StrictEngine(late);
    const suite = new CipherSuite("aes-128-gcm", engine);
    const users = users2017(suite, NAMES);
    const user = users[position]!;
    const conn = sharedConn([streamOf(user, suite).stream], { suite, trial: trialOf(users) });
    const fault = faultOf(conn);
    await late.untilHeld();
    conn.close();
    late.letGo();
    assertEquals([await fault, engine.keys, engine.mistakes], ["closed", 0, []]);
  }
});

interface Parts extends Partial<RecordParts> {
  readonly suite: CipherSuite;
  readonly trial: ReturnType<typeof trialOf<User2017>>;
}

function sharedConn(
  lower: ScriptedConn | Iterable<Uint8Array>,
  { suite, trial, ...changes }: Parts,
): SharedConn2017 {
  const conn = lower instanceof ScriptedConn ? lower : new ScriptedConn(lower);
  return new SharedConn2017(conn, { ...recordParts(suite, changes), trial });
}

function streamOf({ key: masterKey }: User2017, { method }: CipherSuite) {
  const salt = crypto.getRandomValues(new Uint8Array(method.saltBytes));
  return { salt, stream: sealStream({ method: method.name, masterKey, salt }, PAYLOADS) };
}

/** How reading it to its end fails; `undefined`: it does not. */
async function faultOf(conn: SharedConn2017): Promise<string | undefined> {
  try {
    while (await conn.read() !== null);
    return undefined;
  } catch (error) {
    assert(error instanceof StreamError, `${error}`);
    return error.fault;
  }
}
