import { assertEquals } from "@std/assert";
import { FakeHeadquarters } from "../../tests/support/fake_worker.ts";
import { OnceLog } from "./once_log.ts";

Deno.test("OnceLog says a line once, and tells lines apart by level, text and values", () => {
  const { log, lines } = new FakeHeadquarters();
  const once = new OnceLog(log);
  for (let times = 0; times < 3; times++) {
    once.warn("no {engine}", { engine: "openssl" });
    once.warn("no {engine}", { engine: "node" });
    once.info("no {engine}", { engine: "node" });
    once.error("no engine");
  }
  assertEquals(lines, ["warn no openssl", "warn no node", "info no node", "error no engine"]);
});
