import { assertEquals } from "@std/assert";
import { markdownTable, textTable } from "./table.ts";

const TABLE = {
  rows: [["", "umbra", "goal"], ["up", "1.00", "met"], ["down", "12345", ""]],
  words: [0, 2],
};

Deno.test("textTable() puts words to the left and numbers to the right", () => {
  assertEquals(textTable(TABLE).split("\n"), [
    "      umbra  goal",
    "up     1.00  met",
    "down  12345",
  ]);
});

Deno.test("markdownTable() tells Markdown the same", () => {
  assertEquals(markdownTable(TABLE).split("\n"), [
    "|  | umbra | goal |",
    "| --- | --: | --- |",
    "| up | 1.00 | met |",
    "| down | 12345 |  |",
  ]);
});
