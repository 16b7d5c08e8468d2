import { assert, assertEquals } from "@std/assert";
import { COMMAND_TABLE } from "./command_table.ts";
import { isForeign, namesOf, ruleOf } from "./flag_row.ts";
import { FLAG_TABLE, flagsOf } from "./flag_table.ts";
import { commandHelp } from "./help_text.ts";

Deno.test("FLAG_TABLE gives each name to one flag per command", () => {
  for (const { name } of COMMAND_TABLE) {
    const names = flagsOf(name).flatMap(namesOf);
    assertEquals(names.length, new Set(names).size, name);
  }
});

Deno.test("FLAG_TABLE has no flag that differs from another one by no- only, which parseArgs cannot tell apart", () => {
  for (const { name } of COMMAND_TABLE) {
    const names = flagsOf(name).flatMap(namesOf);
    assertEquals(names.filter((name) => names.includes(`no-${name}`)), [], name);
  }
});

Deno.test("FLAG_TABLE names only keys that a configuration file knows", () => {
  for (const row of FLAG_TABLE.filter(({ key }) => key !== undefined)) {
    const rule = ruleOf(row);
    assert(rule?.kind === "value" || rule?.kind === "judged", row.long);
  }
});

Deno.test("FLAG_TABLE has a help line for every flag that takes effect", () => {
  for (const row of FLAG_TABLE.filter((row) => !isForeign(row))) {
    assert(row.help.length > 0, row.long);
  }
});

Deno.test("commandHelp() shows the examples before the flags", () => {
  for (const command of COMMAND_TABLE) {
    const lines = commandHelp(command);
    assert(lines.indexOf("Examples:") > 0);
    assert(lines.indexOf("Flags:") > lines.indexOf(`  ${command.examples[0]?.command}`));
  }
});
