// The system's libcrypto (OpenSSL 3 or 1.1) by FFI, as the Python original loads it with ctypes.

import { mayLoadLibraries } from "../net/deno_ffi.ts";

const SYMBOLS = {
  EVP_CIPHER_CTX_new: { parameters: [], result: "pointer" },
  EVP_CIPHER_CTX_free: { parameters: ["pointer"], result: "void" },
  EVP_CIPHER_CTX_ctrl: { parameters: ["pointer", "i32", "i32", "buffer"], result: "i32" },
  EVP_aes_128_gcm: { parameters: [], result: "pointer" },
  EVP_aes_192_gcm: { parameters: [], result: "pointer" },
  EVP_aes_256_gcm: { parameters: [], result: "pointer" },
  EVP_chacha20_poly1305: { parameters: [], result: "pointer" },
  EVP_aes_128_ecb: { parameters: [], result: "pointer" },
  EVP_aes_256_ecb: { parameters: [], result: "pointer" },
  EVP_CIPHER_CTX_set_padding: { parameters: ["pointer", "i32"], result: "i32" },
  EVP_CipherInit_ex: {
    parameters: ["pointer", "pointer", "pointer", "buffer", "buffer", "i32"],
    result: "i32",
  },
  EVP_CipherUpdate: {
    parameters: ["pointer", "buffer", "buffer", "buffer", "i32"],
    result: "i32",
  },
  EVP_CipherFinal_ex: { parameters: ["pointer", "buffer", "buffer"], result: "i32" },
  EVP_md5: { parameters: [], result: "pointer" },
  EVP_Digest: {
    parameters: ["buffer", "usize", "buffer", "pointer", "pointer", "pointer"],
    result: "i32",
  },
  SHA1_Init: { parameters: ["buffer"], result: "i32" },
  SHA1_Update: { parameters: ["buffer", "buffer", "usize"], result: "i32" },
  SHA1_Final: { parameters: ["buffer", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

export type Libcrypto = Deno.DynamicLibrary<typeof SYMBOLS>;

/** Why there is no libcrypto to be had, and what would help. */
export class LibcryptoError extends Error {
  override readonly name = "LibcryptoError";
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Opens the first of `names` that is there; the caller closes it. Throws a LibcryptoError. */
export function openLibcrypto(names: readonly string[] = libraryNames(Deno.build)): Libcrypto {
  if (!mayLoadLibraries()) {
    throw new LibcryptoError("foreign functions are not permitted", "run it with --allow-ffi");
  }
  const problems: string[] = [];
  for (const name of names) {
    try {
      return Deno.dlopen(name, SYMBOLS);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new LibcryptoError(
    `no libcrypto can be loaded${problems.length > 0 ? `: ${problems[0]}` : ""}`,
    installHint(Deno.build.os),
  );
}

/**
 * Where each system keeps it, the newer version first. Never a bare name on macOS, where loading the system's own ends
 * the process, nor on Windows, where it would be looked for beside the program: in a folder of downloads, perhaps.
 */
export function libraryNames(
  { os, arch }: Pick<typeof Deno.build, "os" | "arch">,
): readonly string[] {
  switch (os) {
    case "darwin":
      return ["3", "1.1"].flatMap((version) =>
        [`/opt/homebrew/opt/openssl@${version}`, `/usr/local/opt/openssl@${version}`, "/opt/local"]
          .map((prefix) => `${prefix}/lib/libcrypto.${version}.dylib`)
      );
    case "windows": {
      const suffix = arch === "aarch64" ? "arm64" : "x64";
      return [`libcrypto-3-${suffix}.dll`, `libcrypto-1_1-${suffix}.dll`].flatMap((file) =>
        ["OpenSSL-Win64", "OpenSSL-Win64-ARM", "OpenSSL"]
          .map((folder) => `C:\\Program Files\\${folder}\\bin\\${file}`)
      );
    }
    default:
      return ["libcrypto.so.3", "libcrypto.so.1.1"];
  }
}

function installHint(os: typeof Deno.build.os): string {
  switch (os) {
    case "darwin":
      return "brew install openssl@3, or leave out --crypto";
    case "windows":
      return "install OpenSSL 3 into C:\\Program Files, or leave out --crypto";
    default:
      return "install OpenSSL 3 (Debian: apt install libssl3, Alpine: apk add libcrypto3), or leave out --crypto";
  }
}
