import { assert, assertEquals, assertThrows } from "@std/assert";
import { LibcryptoError, libraryNames, openLibcrypto } from "./libcrypto.ts";

Deno.test("libraryNames() has the newer version first on every system", () => {
  for (const os of ["linux", "darwin", "windows", "freebsd"] as const) {
    for (const arch of ["x86_64", "aarch64"] as const) {
      const versions = libraryNames({ os, arch })
        .map((name) => /1[._]1/.test(name) ? "1.1" : /3/.test(name) ? "3" : name);
      assert(versions.includes("3") && versions.includes("1.1"), os);
      assertEquals(versions, versions.toSorted().reverse(), os);
    }
  }
});

Deno.test("libraryNames() leaves nothing to be looked for on macOS and Windows", () => {
  for (const [os, root] of [["darwin", "/"], ["windows", "C:\\Program Files\\"]] as const) {
    for (const name of libraryNames({ os, arch: "aarch64" })) assert(name.startsWith(root), name);
  }
});

Deno.test("openLibcrypto() says why there is none, and what would help", () => {
  const { message, hint } = assertThrows(
    () => openLibcrypto(["libcrypto.so.0"]),
    LibcryptoError,
    "no libcrypto can be loaded: ",
  );
  assert(message.includes("libcrypto.so.0"), message);
  assert(hint.includes("OpenSSL") || hint.includes("openssl"), hint);
  assertThrows(() => openLibcrypto([]), LibcryptoError);
});

Deno.test({
  name: "openLibcrypto() says that foreign functions are not permitted",
  permissions: { ffi: false },
}, () => {
  const { hint } = assertThrows(() => openLibcrypto(), LibcryptoError, "not permitted");
  assertEquals(hint, "run it with --allow-ffi");
});
