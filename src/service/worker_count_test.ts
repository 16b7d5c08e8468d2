import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { FakeHeadquarters } from "../../tests/support/fake_worker.ts";
import { ServiceError } from "./service_error.ts";
import { workerCount } from "./worker_count.ts";

Deno.test("workerCount() is what was asked for where listeners can share a port", () => {
  const { log, lines } = new FakeHeadquarters();
  const machine = { cores: 6, sharing: "balanced" } as const;
  assertEquals([1, 2, 256].map((choice) => workerCount(choice, machine, log)), [1, 2, 256]);
  assertEquals(workerCount("auto", machine, log), 6);
  assertEquals(lines, []);
});

for (const sharing of ["needs_unstable_net", "unbalanced"] as const) {
  const machine = { cores: 6, sharing };

  Deno.test(`workerCount() refuses two workers when sharing a port is ${sharing}`, () => {
    const { log } = new FakeHeadquarters();
    const error = assertThrows(() => workerCount(2, machine, log), ServiceError);
    assertMatch(error.message, /^cannot run 2 workers: /);
    assertMatch(error.hint, /leave out --workers/);
    assertEquals(workerCount(1, machine, log), 1);
  });

  Deno.test(`workerCount() makes "auto" one, and says why, when sharing a port is ${sharing}`, () => {
    const { log, lines } = new FakeHeadquarters();
    assertEquals(workerCount("auto", machine, log), 1);
    assertMatch(lines.join("\n"), /^warn one worker only: .+ \(.+\)$/);
    const oneCore = { ...machine, cores: 1 };
    assertEquals(workerCount("auto", oneCore, log), 1);
    assertEquals(lines.length, 1, "one core gives nothing to warn of");
  });
}
