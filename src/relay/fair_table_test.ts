import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { FairTable, type TableLimits } from "./fair_table.ts";

/** Belongs to the first letter of its name; nobody has a share of what begins with "-". */
class Member {
  readonly owner: string | undefined;
  readonly name: string;
  isEvicted = false;

  constructor(name: string) {
    this.name = name;
    this.owner = name.startsWith("-") ? undefined : name[0]!;
  }

  evict(): void {
    this.isEvicted = true;
  }
}

Deno.test("FairTable.add() makes room by evicting the one used least recently", () => {
  const { table, add } = scene({ max: 3, maxPerOwner: 3 });
  const [a] = ["a1", "b1", "c1"].map(add);
  table.touch(a!);
  add("d1");
  assertEquals(names(table), ["c1", "a1", "d1"]);
});

Deno.test("FairTable.add() evicts the owner's own when it has its share, and no other's", () => {
  const { table, add } = scene({ max: 10, maxPerOwner: 2 });
  ["b1", "a1", "a2", "a3"].map(add);
  assertEquals(names(table), ["b1", "a2", "a3"]);
});

Deno.test("FairTable.add() knows no share of what has no owner, but counts it", () => {
  const { table, add } = scene({ max: 4, maxPerOwner: 1 });
  const first = add("-1");
  ["-2", "a1", "-3"].map(add);
  assertEquals([names(table), table.eldest], [["-1", "-2", "a1", "-3"], first]);
  add("-4");
  assertEquals([names(table), first.isEvicted], [["-2", "a1", "-3", "-4"], true]);
});

Deno.test("FairTable.evict() takes the member out before it tells it", () => {
  const { table, add } = scene({ max: 3, maxPerOwner: 3 });
  const [a, b] = ["a1", "a2"].map(add);
  table.evict(a!);
  assertEquals([names(table), a!.isEvicted, table.eldest], [["a2"], true, b]);
  table.evict(b!);
  assertEquals([table.size, table.eldest], [0, undefined]);
});

Deno.test("FairTable.remove() and touch() of what is gone do nothing", () => {
  const { table, add } = scene({ max: 3, maxPerOwner: 3 });
  const a = add("a1");
  table.remove(a);
  table.remove(a);
  table.touch(a);
  assertEquals([table.size, a.isEvicted], [0, false]);
});

Deno.test("FairTable keeps its limits, and the latest, whatever is done", () => {
  const step = fc.record({
    owner: fc.constantFrom("a", "b", "c", "-"),
    touch: fc.nat(20),
    remove: fc.nat(20),
  });
  fc.assert(fc.property(fc.array(step), (steps) => {
    const { table, add } = scene({ max: 5, maxPerOwner: 3 });
    steps.forEach(({ owner, touch, remove }, i) => {
      const [touched] = [...table].slice(touch);
      if (touched !== undefined) table.touch(touched);
      const [removed] = [...table].slice(remove);
      if (removed !== undefined) table.remove(removed);
      const added = add(`${owner}${i}`);
      const all = [...table];
      assertEquals(all.at(-1), added);
      assertEquals(all.length <= 5, true);
      const isLimited = added.owner !== undefined;
      const own = all.filter((member) => member.owner === added.owner);
      assertEquals(own.length <= (isLimited ? 3 : 5), true);
      assertEquals(all.some((member) => member.isEvicted), false);
    });
  }));
});

function scene(limits: TableLimits) {
  const table = new FairTable<Member>(limits);
  const add = (name: string) => {
    const member = new Member(name);
    table.add(member);
    return member;
  };
  return { table, add };
}

function names(table: FairTable<Member>): readonly string[] {
  return [...table].map(({ name }) => name);
}
