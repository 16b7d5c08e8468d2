// What bad input gets: each command line ends with the right exit code, `error:` and `hint:`, without a stack trace
// and without showing a secret.

import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { type CliOptions, type CliResult, runCli } from "../support/run_cli.ts";

/** Stands wherever a password does; it must never come out again. */
const SECRET = "planted-Secret-7781";
const CONFIG = {
  server: "192.0.2.1",
  server_port: 8388,
  password: SECRET,
  method: "aes-256-gcm",
};
const AT_ONCE = 4;

interface Mistake extends CliOptions {
  readonly args: string;
  readonly config?: Readonly<Record<string, unknown>> | string;
  readonly code?: 1 | 2;
  readonly error: RegExp;
  readonly hint?: RegExp;
}

const MISTAKES: Readonly<Record<string, Mistake>> = {
  "no command": { args: "", error: /no command is given/, hint: /local \| server/ },
  "no command, only flags": { args: "-s a.example", error: /no command is given/ },
  "a mistyped command": { args: "sever", error: /unknown command "sever"/, hint: /mean server\?/ },
  "version as a command": {
    args: "version",
    error: /unknown command "version"/,
    hint: /did you mean umbra --version\?/,
  },
  "help, mistyped": {
    args: "hepl",
    error: /unknown command "hepl"/,
    hint: /did you mean umbra --help\?/,
  },
  "an unknown command": { args: "frobnicate", error: /unknown command/, hint: /--help/ },
  "a mistyped flag": {
    args: `server --pasword ${SECRET}`,
    error: /unknown flag --pasword/,
    hint: /--password\?/,
  },
  "an unknown short flag": { args: `server -z${SECRET}`, error: /unknown flag -z$/m },
  "a flag of another command": {
    args: "local -L example.com:80",
    error: /unknown flag -L/,
    hint: /umbra tunnel/,
  },
  "a flag without its value": { args: "server -p", error: /-p needs a value/, hint: /-p PORT/ },
  "a switch with a value": { args: "server --quiet=1", error: /--quiet takes no value/ },
  "a word too many": {
    args: `server -k my ${SECRET}`,
    error: /unexpected words after "umbra server"$/,
    hint: /quotes/,
  },
  "a switch with a word after it": {
    args: "server -c config.json --insecure false",
    config: { ...CONFIG, method: "none" },
    error: /unexpected words after "umbra server"$/,
    hint: /a switch .* has none/,
  },
  "a shell too many": {
    args: "completions bash zsh",
    error: /unexpected words after "umbra completions"/,
    hint: /umbra completions bash\|zsh\|fish/,
  },

  "no password": { args: "server", error: /no password is given/, hint: /UMBRA_PASSWORD/ },
  "no server": { args: `local -k ${SECRET}`, error: /no server is given/, hint: /-s/ },
  "no target": { args: "tunnel -c config.json", config: CONFIG, error: /no target/, hint: /-L/ },
  "an empty password": { args: "server -k ", error: /-k must not be empty/ },
  "an empty UMBRA_PASSWORD": {
    args: "server",
    env: { UMBRA_PASSWORD: "" },
    error: /UMBRA_PASSWORD must not be empty/,
  },

  "port 0": {
    args: "server -c config.json -p 0",
    config: CONFIG,
    error: /-p .*1 to 65535, not "0"/,
  },
  "port 65536": {
    args: "server -c config.json -p 65536",
    config: CONFIG,
    error: /-p must be a port from 1 to 65535, not "65536"/,
  },
  "port abc": {
    args: "local -c config.json -l abc",
    config: CONFIG,
    error: /-l must be a port from 1 to 65535, not "abc"/,
  },
  "port 0 in the file": {
    args: "server -c config.json",
    config: { ...CONFIG, server_port: 0 },
    error: /config\.json:1:\d+: server_port must be a port from 1 to 65535, not 0/,
  },
  "a timeout of 0": { args: "server -t 0", error: /-t must be a number of seconds above 0/ },
  "a target without a port": { args: "tunnel -L example.com", error: /-L must be host:port/ },
  "a host that is none": { args: "local -s 256.1.1.1", error: /-s must be a host name or an IP/ },
  "a link with a port that is none": {
    args: "local -s ss://YWVzLTI1Ni1nY206cGxhbnRlZC1TZWNyZXQtNzc4MQ==@h:0",
    error: /-s:1:53: the port must be 1 to 65535/,
    hint: /for example example\.com:8388/,
  },
  "a user without a password": { args: "local --auth me", error: /--auth must be user:password/ },
  "a range that is none": {
    args: "server --allow-private=10.0.0.0/99",
    error: /--allow-private must be true, false or address ranges/,
  },

  "a mistyped method": {
    args: "server -c config.json -m aes-256-gmc",
    config: CONFIG,
    error: /-m names no known method: "aes-256-gmc"/,
    hint: /did you mean aes-256-gcm\?/,
  },
  "a retired method": {
    args: "server -c config.json",
    config: { ...CONFIG, method: "rc4-md5" },
    error:
      /config\.json:1:\d+: method names a retired method: rc4-md5 encrypts without authenticating/,
    hint: /aes-256-gcm or chacha20-ietf-poly1305/,
  },
  "a password for a method of 2022": {
    args: "server -c config.json -m 2022-blake3-aes-256-gcm",
    config: CONFIG,
    error: /password is not base64: 2022-blake3-aes-256-gcm takes the base64 of a key/,
    hint: /umbra genkey -m 2022-blake3-aes-256-gcm/,
  },
  "no encryption": {
    args: "server -c config.json -m none",
    config: CONFIG,
    error: /-m is none, which encrypts nothing/,
    hint: /--insecure/,
  },
  "a key of the wrong length": {
    args: `server -m aes-256-gcm --key ${SECRET}`,
    error: /--key must be the base64 of exactly 32 bytes/,
    hint: /genkey/,
  },
  "one-time authentication": {
    args: "server -c config.json",
    config: { ...CONFIG, one_time_auth: true },
    error: /one_time_auth is refused: one-time authentication is broken/,
    hint: /aes-256-gcm/,
  },
  "one-time authentication by flag": { args: "server -A", error: /-A is refused/ },
  "an engine that nobody has": {
    args: "server --crypto gnutls",
    error: /--crypto must be one of auto, webcrypto, node, openssl/,
    hint: /auto/,
  },

  "no workers": { args: "server --workers 0", error: /--workers must be auto or a whole number/ },
  "workers below zero": {
    args: "server --workers -3",
    error: /--workers must be auto or a whole number from 1 to 256, not "-3"/,
    hint: /auto for one per core/,
  },
  "workers that are no number": { args: "server --workers x", error: /--workers must be auto or/ },
  "half a worker": { args: "server --workers 1.5", error: /--workers must be auto or/ },
  "too many workers": { args: "server --workers 257", error: /--workers must be auto or/ },
  "workers of a file": {
    args: "check -c config.json",
    config: `{"runtime": {"worker_count": 0}}`,
    error:
      /config\.json:1:30: runtime\.worker_count must be auto or a whole number from 1 to 256, not 0/,
  },

  "-d start": { args: "server -d start", error: /-d is refused/, hint: /systemd/ },
  "-d stop": { args: "local -d stop", error: /-d is refused/, hint: /SIGTERM/ },
  "--user": { args: "server --user nobody", error: /--user is not supported/, hint: /User=/ },
  "a plugin mode that nobody knows": {
    args: "server --plugin obfs-server --plugin-mode both",
    error: /--plugin-mode must be one of tcp_only, tcp_and_udp, udp_only, not "both"/,
  },
  "an ACL that is not there": {
    args: "server -c config.json --acl missing.acl",
    config: CONFIG,
    error: /--acl names missing\.acl, which does not exist/,
    hint: /path/,
  },
  "a proxy that is none": {
    args: `local -c config.json --upstream socks6://me:${SECRET}@h:1`,
    config: CONFIG,
    error: /--upstream must be a URL such as socks5:/,
    hint: /socks5, socks4, socks4a, http, https and ss are known/,
  },
  "a proxy without its scheme": {
    args: `local -c config.json --outbound-proxy me:${SECRET}@h:1`,
    config: CONFIG,
    error: /--outbound-proxy names a URL, which is no upstream/,
    hint: /such as socks5:/,
  },
  "an order that nobody knows": {
    args: "local -c config.json --balance latncy",
    config: CONFIG,
    error: /--balance must be one of ordered, strict, client_hash,/,
  },
  "a route to nobody": {
    args: "local -c config.json",
    config: { ...CONFIG, name: "home", route: "hmoe" },
    error: /config\.json:1:\d+: route names "hmoe", which is no upstream/,
    hint: /did you mean home\?/,
  },
  "a circle": {
    args: "local -c config.json",
    config: {
      upstreams: [
        { name: "a", url: `socks5://me:${SECRET}@192.0.2.1:1`, through: "b" },
        { name: "b", url: "socks5://192.0.2.2:1", through: "a" },
      ],
    },
    error: /upstreams\[0\]\.through goes in a circle: a -> b -> a/,
    hint: /directly/,
  },

  "a file that does not exist": {
    args: "server -c config.json",
    error: /config\.json does not exist/,
    hint: /path/,
  },
  "a folder for a file": { args: "server -c .", error: /\. cannot be read \(it is a folder\)/ },
  "broken JSON": {
    args: "server -c config.json",
    config: `{\n  "server": "::",\n  "password": "${SECRET}"\n  "method": "aes-256-gcm"\n}`,
    error: /config\.json:4:3: the file is not valid JSON here/,
    hint: /comma/,
  },
  "an unquoted password": {
    args: "server -c config.json",
    config: `{"password": ${SECRET}}`,
    error: /config\.json:1:14: the file is not valid JSON here/,
  },
  "an empty file": {
    args: "server -c config.json",
    config: " \n",
    error: /^error: config\.json is empty$/,
    hint: /write settings into it/,
  },
  "a wrong type": {
    args: "server -c config.json",
    config: `{\n  "password": ["${SECRET}"]\n}`,
    error: /config\.json:2:15: password must be a text in quotes/,
  },
  "a list for a configuration": {
    args: "server -c config.json",
    config: "[]",
    error: /config\.json:1:1: a configuration must be an object/,
  },
  "a variable that may not be read": {
    args: "server -c config.json",
    config: { ...CONFIG, password: "${OTHER_PASSWORD}" },
    env: { OTHER_PASSWORD: SECRET },
    error: /password names the variable OTHER_PASSWORD, which may not be read/,
    hint:
      /use UMBRA_PASSWORD instead, .*: deno run -P=umbra --allow-env=UMBRA_PASSWORD,OTHER_PASSWORD main\.ts/,
  },

  "genkey for no key": {
    args: "genkey -m none",
    error: /-m names no method to make a key for: "none"/,
  },
  "check of a role that is none": { args: "check --role cook", error: /--role must be one of/ },
  "completions without a shell": { args: "completions", error: /no shell is named/, hint: /bash/ },
  "completions for no shell": { args: "completions tcsh", error: /no such shell/, hint: /bash/ },

  "a folder for a log file": {
    args: "server -c config.json --log-file .",
    config: { ...CONFIG, server: "127.0.0.1" },
    code: 1,
    error: /cannot write the log file \./,
    hint: /--log-file/,
  },
  "an address that is not ours": {
    args: "server -c config.json",
    config: CONFIG,
    code: 1,
    error: /192\.0\.2\.1:8388/,
    hint: /./,
  },
  "a host to listen on that does not resolve": {
    args: "server -c config.json -s nohost.invalid",
    config: CONFIG,
    code: 1,
    error: /cannot listen on nohost\.invalid:8388: the name does not resolve$/,
    hint: /listen on an address: 0\.0\.0\.0, :: or 127\.0\.0\.1/,
  },
};

Deno.test("umbra answers a mistake with error:, hint: and the right exit code", async (t) => {
  const results = await runAll(Object.entries(MISTAKES));
  for (const [name, mistake] of Object.entries(MISTAKES)) {
    await t.step(name, () => checkMistake(mistake, results.get(name)!));
  }
});

Deno.test("umbra tells that a port is in use", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const result = await runCli(["server", "-s", `127.0.0.1:${port}`, "-m", "aes-256-gcm"], {
    env: { UMBRA_PASSWORD: SECRET },
  });
  checkMistake({ args: "", code: 1, error: /in use/, hint: /./ }, result);
});

Deno.test("umbra shows a stack trace with -vv only, and then for any failure", async () => {
  const { code, stderr } = await runCli(["server", "-vv"]);
  assertEquals(code, 2);
  assertMatch(stderr, /\n\s+at /);
  assertMatch(stderr, /^error: no password is given$/m);
});

function checkMistake({ code = 2, error, hint = /./ }: Mistake, result: CliResult): void {
  const everything = result.stdout + result.stderr;
  assertEquals(result.code, code, everything);
  assertEquals(result.stdout, "");
  const errors = result.stderr.split("\n").filter((line) => line.startsWith("error: "));
  assertMatch(errors.join("\n"), error);
  assertMatch(result.stderr, new RegExp(`^hint: .*${hint.source}`, "m"));
  assertNotMatch(everything, /\n\s+at |Uncaught|file:\/\//);
  assertEquals(everything.includes(SECRET), false, everything);
}

async function runAll(
  mistakes: readonly (readonly [string, Mistake])[],
): Promise<ReadonlyMap<string, CliResult>> {
  const results = new Map<string, CliResult>();
  const waiting = mistakes.values();
  const work = async () => {
    for (const [name, mistake] of waiting) results.set(name, await run(mistake));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

function run({ args, config, env = {} }: Mistake): Promise<CliResult> {
  const text = typeof config === "object" ? JSON.stringify(config) : config;
  const files = text === undefined ? {} : { "config.json": text };
  return runCli(args === "" ? [] : args.split(" "), { files, env });
}
