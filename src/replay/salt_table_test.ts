// What workers do to each other, step by step. Two tables on one memory stand for two workers; where one has stopped in
// the middle, its slot is written by hand or the other is let in while it reads the salt.

import { assert, assertEquals } from "@std/assert";
import { SaltTable, type SaltTableMemory } from "./salt_table.ts";
import { MAX_SALT_WORDS, type SaltKey } from "./salt_words.ts";

const SLOTS = 1024;
const EPOCH = 6;
const STATES = { writing: 1, ready: 2, abandoned: 3 } as const;

Deno.test("SaltTable.insert() puts each salt in once for each epoch", () => {
  const { table } = scene();
  for (const epoch of [0, 2, 4, EPOCH]) {
    for (const salt of [saltOf(1), saltOf(2), { ...saltOf(1), length: 16 }]) {
      assert(!table.has(salt, epoch));
      assert(table.insert(salt, epoch));
      assert(table.has(salt, epoch));
      assert(!table.insert(salt, epoch));
    }
  }
});

Deno.test("SaltTable.has() still finds an epoch's salts when the next epoch of the table has begun", () => {
  const { table } = scene();
  for (let i = 0; i < 10; i++) assert(table.insert(saltOf(i), EPOCH));
  assert(table.insert({ ...saltOf(20), hash: 15 }, EPOCH + 2));
  for (let i = 0; i < 10; i++) assert(table.has(saltOf(i), EPOCH), `${i}`);
});

Deno.test("SaltTable.insert() goes past newer salts when it comes late", () => {
  const { table, headers } = scene();
  assert(table.insert(saltOf(1), EPOCH + 2));
  assert(table.insert(saltOf(1), EPOCH), "the epochs are apart");
  assertEquals(headers().length, 2);
  assert(!table.insert(saltOf(1), EPOCH + 2));
});

Deno.test("SaltTable.insert() refuses what finds no room within 256 slots", () => {
  const { table } = scene();
  for (let i = 0; i < 256; i++) assert(table.insert(saltOf(i), EPOCH), `${i}`);
  assert(!table.insert(saltOf(256), EPOCH));
  assert(!table.has(saltOf(256), EPOCH));
  assert(table.insert({ ...saltOf(256), hash: 1 }, EPOCH), "one slot further on there is room");
  assert(table.insert(saltOf(256), EPOCH + 2), "the next generation has room");
});

Deno.test("SaltTable.insert() begins at the first slot again behind the last", () => {
  const { table } = scene();
  for (const hash of [SLOTS - 1, 2 * SLOTS - 1, -1]) {
    assert(table.insert({ ...saltOf(hash), hash }, EPOCH));
    assert(!table.insert({ ...saltOf(hash), hash }, EPOCH));
  }
});

Deno.test("SaltTable.insert() gives up a slot whose writer has died, for good", () => {
  for (const diedIn of [EPOCH, EPOCH - 2]) {
    const { memory, table, headers } = scene();
    memory.slots[0] = header(diedIn, 32, "writing");
    assert(table.insert(saltOf(1), EPOCH));
    assert(!table.insert(saltOf(1), EPOCH));
    assertEquals(headers(), [header(EPOCH, 0, "abandoned"), header(EPOCH, 32, "ready")]);
    assert(table.insert(saltOf(1), EPOCH + 2));
    assertEquals(headers(), [header(EPOCH + 2, 0, "abandoned"), header(EPOCH + 2, 32, "ready")]);
  }
});

Deno.test("SaltTable.has() passes by what is being written", () => {
  const { memory, table } = scene();
  memory.slots[0] = header(EPOCH, 32, "writing");
  assert(!table.has(saltOf(1), EPOCH));
  assertEquals(memory.slots[0], header(EPOCH, 32, "writing"));
});

Deno.test("SaltTable.insert() lets the same salt in once when its first writer is overtaken", () => {
  const { memory, table, headers } = scene();
  let overtaken: boolean | undefined;
  const slow = interrupted(saltOf(1), () => {
    overtaken = new SaltTable(memory).insert(saltOf(1), EPOCH);
  });
  assert(!table.insert(slow, EPOCH));
  assertEquals(overtaken, true);
  assertEquals(headers(), [header(EPOCH, 0, "ready"), header(EPOCH, 32, "ready")]);
});

Deno.test("SaltTable.insert() puts a salt in further on when another has overtaken it", () => {
  const { memory, table, headers } = scene();
  const slow = interrupted(saltOf(1), () => {
    assert(new SaltTable(memory).insert(saltOf(2), EPOCH));
  });
  assert(table.insert(slow, EPOCH));
  for (const salt of [saltOf(1), saltOf(2)]) assert(!table.insert(salt, EPOCH));
  assertEquals(headers().length, 3);
});

Deno.test("SaltTable.insert() uses a released slot again, but not before the next epoch", () => {
  const { memory, table, headers } = scene();
  const slow = interrupted(saltOf(1), () => {
    assert(new SaltTable(memory).insert(saltOf(1), EPOCH));
    assert(new SaltTable(memory).insert(saltOf(2), EPOCH + 2));
  });
  table.insert(slow, EPOCH);
  assert(!table.insert(saltOf(2), EPOCH + 2), "it lies behind the released slot");
  assert(table.insert(saltOf(3), EPOCH + 4));
  assertEquals(headers()[0], header(EPOCH + 4, 32, "ready"));
});

Deno.test("SaltTable.insert() never writes over the salt of a slot's next owner", () => {
  const { memory, table } = scene();
  const late = interrupted(saltOf(1), () => {
    const other = new SaltTable(memory);
    for (const epoch of [EPOCH + 2, EPOCH + 4]) assert(other.insert(saltOf(2), epoch));
  });
  assert(table.insert(late, EPOCH));
  assert(table.has(saltOf(2), EPOCH + 4));
  assert(!table.insert(saltOf(2), EPOCH + 4));
});

Deno.test("SaltTable.insert() uses a cell of its own for each slot, from the bottom", () => {
  const { memory, table } = scene();
  const salts = Array.from({ length: 100 }, (_, i) => ({ ...saltOf(i), hash: i * 7 }));
  for (const epoch of [EPOCH, EPOCH + 2]) {
    for (const salt of salts) assert(table.insert(salt, epoch));
    assertEquals(memory.used[0], salts.length);
    assert(memory.cells.subarray(salts.length * MAX_SALT_WORDS).every((word) => word === 0));
  }
});

function scene() {
  const memory: SaltTableMemory = {
    slots: shared(2 * SLOTS),
    cells: shared(SLOTS * MAX_SALT_WORDS),
    used: shared(1),
  };
  const headers = () => [...memory.slots].filter((word, i) => i % 2 === 0 && word !== 0);
  return { memory, table: new SaltTable(memory), headers };
}

function shared(words: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT));
}

/** All of them want the first slot. */
function saltOf(number: number): SaltKey {
  return { words: new Int32Array(MAX_SALT_WORDS).fill(number), length: 32, hash: 0 };
}

/** `salt`, whose writer is interrupted by `run` between two of its words, the first time that it writes. */
function interrupted(salt: SaltKey, run: () => void): SaltKey {
  let hasRun = false;
  const words = new Proxy(salt.words, {
    get(words, index) {
      if (index === "4" && !hasRun) {
        hasRun = true;
        run();
      }
      return words[Number(index)];
    },
  });
  return { ...salt, words };
}

function header(epoch: number, length: number, state: keyof typeof STATES): number {
  return epoch << 8 | length << 2 | STATES[state];
}
