// Every method once: its names, its sizes, its family. Null prototype, so that "__proto__" from a config is just an
// unknown method.

export type CipherName =
  | "aes-128-gcm"
  | "aes-192-gcm"
  | "aes-256-gcm"
  | "chacha20-ietf-poly1305"
  | "xchacha20-ietf-poly1305";

/** The 2022 edition (SIP022). Its ChaCha8 is left out: no library that we use has the AEAD. */
export type Cipher2022Name =
  | "2022-blake3-aes-128-gcm"
  | "2022-blake3-aes-256-gcm"
  | "2022-blake3-chacha20-poly1305";

export type EncryptingName = CipherName | Cipher2022Name;

/** `none` carries the address header and the bytes as they are, for tests and for links that are protected otherwise. */
export type MethodName = EncryptingName | "none";

/** In bytes; the tag of every method is {@link TAG_BYTES}. */
interface MethodSizes {
  readonly keyBytes: number;
  /** As long as the key (SIP004, SIP022). */
  readonly saltBytes: number;
  readonly nonceBytes: number;
}

export interface AeadMethod extends MethodSizes {
  readonly family: "2017";
  readonly name: CipherName;
}

export interface Method2022 extends MethodSizes {
  readonly family: "2022";
  readonly name: Cipher2022Name;
  /** Whether it has identity headers (SIP023) and separate packet headers: both are single AES blocks. */
  readonly hasBlocks: boolean;
}

export const TAG_BYTES = 16;

const AEAD_METHODS: Readonly<Record<CipherName, AeadMethod>> = table({
  "aes-128-gcm": aead("aes-128-gcm", 16, 12),
  "aes-192-gcm": aead("aes-192-gcm", 24, 12),
  "aes-256-gcm": aead("aes-256-gcm", 32, 12),
  "chacha20-ietf-poly1305": aead("chacha20-ietf-poly1305", 32, 12),
  "xchacha20-ietf-poly1305": aead("xchacha20-ietf-poly1305", 32, 24),
});

const METHODS_2022: Readonly<Record<Cipher2022Name, Method2022>> = table({
  "2022-blake3-aes-128-gcm": method2022Of("2022-blake3-aes-128-gcm", 16),
  "2022-blake3-aes-256-gcm": method2022Of("2022-blake3-aes-256-gcm", 32),
  "2022-blake3-chacha20-poly1305": method2022Of("2022-blake3-chacha20-poly1305", 32),
});

/** Other spellings that configuration files in the wild use. */
const ALIASES: Readonly<Record<string, MethodName>> = table({
  "aead_aes_128_gcm": "aes-128-gcm",
  "aead_aes_192_gcm": "aes-192-gcm",
  "aead_aes_256_gcm": "aes-256-gcm",
  "aead_chacha20_poly1305": "chacha20-ietf-poly1305",
  "aead_xchacha20_poly1305": "xchacha20-ietf-poly1305",
  "chacha20-poly1305": "chacha20-ietf-poly1305",
  "xchacha20-poly1305": "xchacha20-ietf-poly1305",
  "plain": "none",
  "dummy": "none",
});

/**
 * Methods that encrypt without authenticating: a stranger in the path can change bytes and tell a proxy by its
 * reactions (net4people/bbs issue 24).
 */
const RETIRED = new Set([
  "table",
  "rc4",
  "rc4-md5",
  "rc4-md5-6",
  "aes-128-cfb",
  "aes-192-cfb",
  "aes-256-cfb",
  "aes-128-cfb1",
  "aes-192-cfb1",
  "aes-256-cfb1",
  "aes-128-cfb8",
  "aes-192-cfb8",
  "aes-256-cfb8",
  "aes-128-cfb128",
  "aes-192-cfb128",
  "aes-256-cfb128",
  "aes-128-ctr",
  "aes-192-ctr",
  "aes-256-ctr",
  "aes-128-ofb",
  "aes-192-ofb",
  "aes-256-ofb",
  "bf-cfb",
  "camellia-128-cfb",
  "camellia-192-cfb",
  "camellia-256-cfb",
  "camellia-128-cfb128",
  "camellia-192-cfb128",
  "camellia-256-cfb128",
  "camellia-128-cfb1",
  "camellia-192-cfb1",
  "camellia-256-cfb1",
  "camellia-128-cfb8",
  "camellia-192-cfb8",
  "camellia-256-cfb8",
  "camellia-128-ctr",
  "camellia-192-ctr",
  "camellia-256-ctr",
  "camellia-128-ofb",
  "camellia-192-ofb",
  "camellia-256-ofb",
  "cast5-cfb",
  "des-cfb",
  "idea-cfb",
  "rc2-cfb",
  "seed-cfb",
  "salsa20",
  "salsa20-ctr",
  "chacha20",
  "chacha20-ietf",
  "xsalsa20",
  "xchacha20",
]);

/** Object.keys forgets what the keys are. */
export const METHOD_2017_NAMES = Object.keys(AEAD_METHODS) as readonly CipherName[];

export const METHOD_2022_NAMES = Object.keys(METHODS_2022) as readonly Cipher2022Name[];

export const METHOD_NAMES: readonly MethodName[] = [
  ...METHOD_2017_NAMES,
  ...METHOD_2022_NAMES,
  "none",
];

/** The method of a name or alias, in any case; `undefined` when we do not speak it. */
export function findMethod(name: string): MethodName | undefined {
  const lower = name.toLowerCase();
  return METHOD_NAMES.find((method) => method === lower) ?? ALIASES[lower];
}

export function isCipher2022(name: MethodName): name is Cipher2022Name {
  return name in METHODS_2022;
}

export function methodOf(name: EncryptingName): AeadMethod | Method2022 {
  return isCipher2022(name) ? METHODS_2022[name] : AEAD_METHODS[name];
}

export function aeadMethod(name: CipherName): AeadMethod {
  return AEAD_METHODS[name];
}

export function method2022(name: Cipher2022Name): Method2022 {
  return METHODS_2022[name];
}

/** A stream cipher of the early days, which no program should speak any more. */
export function isRetiredMethod(name: string): boolean {
  return RETIRED.has(name.toLowerCase());
}

function aead(name: CipherName, keyBytes: number, nonceBytes: number): AeadMethod {
  return Object.freeze({ family: "2017", name, keyBytes, saltBytes: keyBytes, nonceBytes });
}

function method2022Of(name: Cipher2022Name, keyBytes: number): Method2022 {
  const hasBlocks = name !== "2022-blake3-chacha20-poly1305";
  return Object.freeze({
    family: "2022",
    name,
    keyBytes,
    saltBytes: keyBytes,
    nonceBytes: 12,
    hasBlocks,
  });
}

function table<T extends object>(rows: T): T {
  return Object.freeze(Object.assign(Object.create(null), rows));
}
