// The house as data (README, "Design"): rooms and their ranks, narrower rules, doors, sizes, names. The rules beside
// this file only read it, so a new room or door is one line here.

/** A room imports only rooms of a lower rank: arrows point down, never sideways. `main` is main.ts. */
export const RANKS: Readonly<Record<string, number>> = {
  main: 6,
  cli: 5,
  service: 4,
  inbound: 3,
  outbound: 3,
  relay: 3,
  dns: 3,
  manager: 3,
  plugin: 3,
  state: 3,
  shadowsocks: 2,
  config: 2,
  codec: 1,
  crypto: 1,
  replay: 1,
  acl: 1,
  metrics: 1,
  net: 0,
};

/** Rooms that may import less than their rank lets them: globs of files outside the room. */
export const IMPORTS_ONLY: Readonly<Record<string, readonly string[]>> = {
  main: ["src/cli/**", "src/service/serve_as_worker.ts"],
  shadowsocks: ["src/codec/**", "src/crypto/**", "src/replay/**", "src/net/**"],
  config: ["src/crypto/method_table.ts", "src/crypto/psk.ts", "src/acl/**", "src/net/**"],
};

/** Rooms that only some of the rooms above them may import. */
export const IMPORTED_ONLY_BY: Readonly<Record<string, readonly string[]>> = {
  config: ["cli", "service"],
};

export interface Door {
  /** Matches a global name (`Deno`, `setTimeout`, `AbortSignal.timeout`) or an import (`node:net`). */
  readonly opens: RegExp;
  /** Globs of the files that may use it; the first door that opens a name decides. */
  readonly files: readonly string[];
  readonly instead: string;
}

const PLATFORM_FILES = [
  "main.ts",
  "src/cli/**",
  "src/net/deno_*.ts",
  "src/crypto/*_engine.ts",
  "src/crypto/libcrypto.ts",
  "src/dns/deno_*.ts",
  "src/plugin/deno_*.ts",
  "src/state/*_store.ts",
];

export const DOORS: readonly Door[] = [
  {
    opens: /^node:crypto$/,
    files: ["src/crypto/**"],
    instead: "ask a part of src/crypto/ for it",
  },
  {
    opens: /^node:buffer$/,
    files: [...PLATFORM_FILES, "src/acl/country_lookup.ts"],
    instead: "keep to Uint8Array",
  },
  {
    opens: /^(Deno|node:.*)$/,
    files: PLATFORM_FILES,
    instead: "take a contract of src/net/ as a parameter; only the door files touch the platform",
  },
  {
    opens: /^((set|clear)(Timeout|Interval)|setImmediate|AbortSignal\.timeout)$/,
    files: ["src/cli/**", "src/net/deno_*.ts"],
    instead: "take a Clock (src/net/clock.ts) as a parameter",
  },
];

/** Reading `conn.readable` closes the whole socket at EOF (design, facts about the platform, 1). */
export const FORBIDDEN_PROPERTIES: readonly string[] = ["readable", "writable"];

/** What a unit test may import from outside src/. */
export const FOR_UNIT_TESTS: readonly string[] = [
  "deno.json",
  "tests/support/**",
  "tests/vectors/**",
];

/** What a unit test beside its file must not open; tests that need it live under tests/. */
export const NOT_IN_UNIT_TESTS =
  /^Deno\.(connect|connectTls|listen|listenTls|listenDatagram|serve|Command)$/;

/** Packages that must not reach the program. */
export const DEVELOPMENT_PACKAGES: readonly string[] = [
  "@babel/parser",
  "@std/assert",
  "dns-packet",
  "fast-check",
];

/** Names that say nothing of what is inside. */
export const EMPTY_NAMES: readonly string[] = [
  "common",
  "helper",
  "helpers",
  "index",
  "mod",
  "types",
  "util",
  "utils",
];

export const LIMITS = {
  fileLines: 400,
  testFileLines: 600,
  functionLines: 60,
} as const;
