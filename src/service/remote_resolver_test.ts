import { assertEquals, assertRejects } from "@std/assert";
import { DialError } from "../net/dial_failure.ts";
import { RemoteResolver } from "./remote_resolver.ts";
import type { Question } from "./worker_messages.ts";

const NEVER = { signal: new AbortController().signal };

Deno.test("RemoteResolver gives each question its own answer, in whatever order they come", async () => {
  const { resolver, asked } = scene();
  const answers = ["a.example", "b.example"].map((name) => resolver.resolve(name, NEVER));
  assertEquals(asked.map(({ name }) => name), ["a.example", "b.example"]);
  for (const { id, name } of asked.toReversed()) {
    resolver.hear({ kind: "resolved", id, addresses: [`of ${name}`] });
  }
  assertEquals(await Promise.all(answers), [["of a.example"], ["of b.example"]]);
});

Deno.test("RemoteResolver rejects as the resolver at the other end has", async () => {
  const { resolver, asked } = scene();
  const answer = resolver.resolve("nohost.invalid", NEVER);
  const message = 'Cannot resolve "nohost.invalid": no address';
  resolver.hear({ kind: "unresolved", id: asked[0]!.id, failure: "name_not_found", message });
  const error = await assertRejects(() => answer, DialError, message);
  assertEquals(error.failure, "name_not_found");
});

Deno.test("RemoteResolver waits no longer than its caller, and takes a late answer for nothing", async () => {
  const { resolver, asked } = scene();
  const patience = new AbortController();
  const answer = resolver.resolve("slow.example", patience);
  patience.abort(new DialError("cancelled", "Gave up"));
  await assertRejects(() => answer, DialError, "Gave up");
  resolver.hear({ kind: "resolved", id: asked[0]!.id, addresses: ["192.0.2.1"] });
  await assertRejects(() => resolver.resolve("next.example", patience), DialError);
  assertEquals(asked.length, 1, "nothing is asked for who has given up before");
});

function scene() {
  const asked: Question[] = [];
  return { asked, resolver: new RemoteResolver((question) => asked.push(question)) };
}
