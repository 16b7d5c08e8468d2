import { assertEquals, assertRejects } from "@std/assert";
import { type CommandLine, parseFlags } from "./parse_flags.ts";
import { withTypedLinks } from "./typed_links.ts";
import { UsageError } from "./usage_error.ts";

Deno.test("withTypedLinks() puts what comes on standard input where - stands, and only that is out of sight", async () => {
  const line = await read(
    ["--server-url", "ss://typed", "--server-url", "-"],
    " ss://a \n\nss://b\n",
  );
  assertEquals(shown(line), [[["ss://typed", "ss://a", "ss://b"], true]]);
  assertEquals(shown(await read(["--server-url=-"], "ss://a")), [[["ss://a"], undefined]]);
});

Deno.test("withTypedLinks() reads nothing where nobody asks for it", async () => {
  const line = await read(["--server-url", "ss://typed", "-k", "-"], undefined);
  assertEquals(shown(line), [[["ss://typed"], true]]);
});

Deno.test("withTypedLinks() says so where nothing comes on standard input", async () => {
  const error = await assertRejects(() => read(["--server-url", "-"], " \n"), UsageError);
  assertEquals(error.message, "--server-url - found no link on standard input");
});

function read(words: readonly string[], input: string | undefined): Promise<CommandLine> {
  return withTypedLinks(parseFlags(words, "local"), () => {
    if (input === undefined) throw new Error("Nobody was to read");
    return Promise.resolve(input);
  });
}

function shown({ flags }: CommandLine) {
  return flags.filter(({ row }) => row.key === "server_url")
    .map(({ row, values }) => [values, row.isSecret]);
}
