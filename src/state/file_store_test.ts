import { assertEquals, assertRejects } from "@std/assert";
import { FileStore } from "./file_store.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

Deno.test("FileStore.replace() leaves one file, which its owner alone can read", async () => {
  await inFolder(async (folder) => {
    const store = new FileStore(`${folder}/a`);
    assertEquals(await store.readText(), undefined);
    await store.replace(bytesOf("one, and longer"));
    await store.replace(bytesOf("two"));
    assertEquals(await store.readText(), "two");
    assertEquals(namesIn(folder), ["a"]);
    assertEquals((await Deno.stat(`${folder}/a`)).mode! & 0o777, 0o600);
  });
});

Deno.test("FileStore.replace() leaves what was there, and no draft, where it fails", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/a`);
    await assertRejects(() => new FileStore(`${folder}/a`).replace(bytesOf("x")));
    assertEquals(namesIn(folder), ["a"]);
  });
});

Deno.test("FileStore.create() touches nothing that is there", async () => {
  await inFolder(async (folder) => {
    const store = new FileStore(`${folder}/a`);
    await store.create(bytesOf("one"));
    await assertRejects(() => store.create(bytesOf("two")), Deno.errors.AlreadyExists);
    assertEquals(await store.readText(), "one");
  });
});

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function namesIn(folder: string): readonly string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name);
}
