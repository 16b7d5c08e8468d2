// What becomes of the openssl engine when libcrypto is not to be trusted, or not to be had.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { linkFlags, newLink } from "../support/shadowsocks_process.ts";
import { skipWithout } from "../support/outside_programs.ts";
import { runUmbra } from "../support/umbra_process.ts";

const SERVER = ["server", ...linkFlags(newLink("aes-256-gcm"))];
const ignore = Deno.build.os !== "linux" || await skipWithout("cc");

/** Everything that is called says that it went well, and nothing is done. */
const STUB_SOURCE = `
static char context[512];
void *EVP_CIPHER_CTX_new(void) { return context; }
void EVP_CIPHER_CTX_free(void *c) {}
int EVP_CIPHER_CTX_ctrl(void *c, int t, int a, void *p) { return 1; }
void *EVP_aes_128_gcm(void) { return context; }
void *EVP_aes_192_gcm(void) { return context; }
void *EVP_aes_256_gcm(void) { return context; }
void *EVP_chacha20_poly1305(void) { return context; }
void *EVP_aes_128_ecb(void) { return context; }
void *EVP_aes_256_ecb(void) { return context; }
int EVP_CIPHER_CTX_set_padding(void *c, int p) { return 1; }
int EVP_CipherInit_ex(void *c, void *t, void *e, void *k, void *i, int n) { return 1; }
int EVP_CipherUpdate(void *c, void *o, int *l, void *i, int n) { return 1; }
int EVP_CipherFinal_ex(void *c, void *o, int *l) { return 1; }
void *EVP_md5(void) { return context; }
int EVP_Digest(void *d, unsigned long n, void *m, void *s, void *t, void *e) { return 1; }
int SHA1_Init(void *c) { return 1; }
int SHA1_Update(void *c, void *d, unsigned long n) { return 1; }
int SHA1_Final(void *m, void *c) { return 1; }
`;

Deno.test(
  { name: "a libcrypto that fails a known answer is refused with a warning", ignore },
  async () => {
    await using folder = await StubFolder.compiled();
    for (const flags of [[], ["--crypto", "auto"]]) {
      await using umbra = runUmbra([...SERVER, ...flags], { env: folder.environment });
      await umbra.untilOutput(/engine webcrypto\+node\n/);
      const told = umbra.output.match(/engine openssl is not used for aes-256-gcm: .+/g);
      assertEquals(told, [
        "engine openssl is not used for aes-256-gcm: it seals a known message wrongly",
      ]);
      assertMatch(umbra.output, /WARNING engine openssl/);
    }
  },
);

Deno.test(
  { name: "--crypto openssl ends when libcrypto fails a known answer", ignore },
  async () => {
    await using folder = await StubFolder.compiled();
    await using umbra = runUmbra([...SERVER, "--crypto", "openssl"], { env: folder.environment });
    assertEquals((await umbra.ended()).code, 1);
    assertMatch(umbra.output, /error: the openssl engine cannot do aes-256-gcm here/);
    assertMatch(umbra.output, /hint: /);
  },
);

Deno.test({ name: "no libcrypto: the next engine, and one line in the log", ignore }, async () => {
  await using folder = await StubFolder.broken();
  await using umbra = runUmbra(SERVER, { env: folder.environment });
  await umbra.untilOutput(/engine webcrypto\+node\n/);
  const lines = umbra.output.split("\n").filter((line) => line.includes("openssl"));
  assertEquals(lines.length, 1, umbra.output);
  assertMatch(lines[0]!, /INFO engine openssl is not used: no libcrypto can be loaded: /);
});

Deno.test({
  name: "--crypto openssl without libcrypto ends with the reason and what to install",
  ignore,
}, async () => {
  await using folder = await StubFolder.broken();
  await using umbra = runUmbra([...SERVER, "--crypto", "openssl"], { env: folder.environment });
  assertEquals((await umbra.ended()).code, 1);
  assertMatch(umbra.output, /error: cannot use the openssl engine: no libcrypto can be loaded: /);
  assertMatch(umbra.output, /hint: install OpenSSL 3 .*or leave out --crypto/);
});

Deno.test("--crypto openssl without permission for FFI ends with the reason", async () => {
  await using umbra = runUmbra([...SERVER, "--crypto", "openssl"], { denied: ["--deny-ffi"] });
  assertEquals((await umbra.ended()).code, 1);
  assertMatch(umbra.output, /cannot use the openssl engine: foreign functions are not permitted/);
  assertMatch(umbra.output, /hint: run it with --allow-ffi/);
});

Deno.test("without permission for FFI everything works on the other engines", async () => {
  await using umbra = runUmbra(SERVER, { denied: ["--deny-ffi"] });
  await umbra.untilOutput(/engine webcrypto\+node\n/);
  assertMatch(umbra.output, /INFO engine openssl is not used: foreign functions are not permitted/);
});

Deno.test({ name: "umbra check names the engine", ignore }, async () => {
  await using folder = await StubFolder.broken();
  for (const [env, engine] of [[{}, "openssl"], [folder.environment, "webcrypto+node"]] as const) {
    await using umbra = runUmbra(["check", ...SERVER.slice(1), "--role", "server"], { env });
    assertEquals((await umbra.ended()).code, 0);
    assert(umbra.output.includes(`engine ${engine}\n`), umbra.output);
  }
});

/** Where the dynamic loader finds a libcrypto of ours before the system's. */
class StubFolder implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** One that can be loaded and does nothing. */
  static async compiled(): Promise<StubFolder> {
    const path = await Deno.makeTempDir({ prefix: "umbra_stub_" });
    await Deno.writeTextFile(`${path}/stub.c`, STUB_SOURCE);
    const { success } = await new Deno.Command("cc", {
      args: ["-shared", "-fPIC", "-o", `${path}/libcrypto.so.3`, `${path}/stub.c`],
    }).output();
    assert(success, "the stub compiles");
    return new StubFolder(path);
  }

  /** What has the right names and is no library. */
  static async broken(): Promise<StubFolder> {
    const path = await Deno.makeTempDir({ prefix: "umbra_stub_" });
    for (const version of ["3", "1.1"]) {
      await Deno.writeTextFile(`${path}/libcrypto.so.${version}`, "no library");
    }
    return new StubFolder(path);
  }

  get environment(): Record<string, string> {
    return { LD_LIBRARY_PATH: this.#path };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Deno.remove(this.#path, { recursive: true });
  }
}
