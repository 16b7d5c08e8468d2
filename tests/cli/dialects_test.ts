// The part of another program, as a person asks for it: its help, its flags, its file, its mistakes; and the commands
// that explain and convert.

import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { VERSION } from "../../src/cli/version.ts";
import { type CliOptions, runCli } from "../support/run_cli.ts";

const SECRET = "planted-Secret-7781";
const CONFIG = {
  server: "192.0.2.1",
  server_port: 8388,
  password: SECRET,
  method: "aes-256-gcm",
  timeout: 120,
};

Deno.test("umbra COMMAND --compat tells whose part it plays, in version and help", async () => {
  const [version, libev, rust] = await Promise.all([
    runCli(["local", "--compat", "libev", "--version"]),
    runCli(["server", "--compat", "libev", "-h"]),
    runCli(["--compat", "rust", "local", "--help"]),
  ]);
  assertEquals(
    version.stdout,
    `umbra ${VERSION}, as umbra local --compat libev (shadowsocks-libev)\n`,
  );
  assertMatch(libev.stdout, /^ {2}-u +carry UDP as well as TCP$/m);
  assertMatch(libev.stdout, /^ {2}-d SERVERS +ask these DNS servers$/m);
  assertMatch(rust.stdout, /^ {2}-u +carry UDP alone$/m);
  assertMatch(rust.stdout, /^ {2}-f, --forward-addr HOST:PORT /m);
  assertMatch(rust.stdout, /Besides, from umbra:\n[^]*--idle-timeout/);
  assertEquals([version.stderr, libev.stderr, rust.stderr], ["", "", ""]);
});

Deno.test("umbra --help says that there are dialects", async () => {
  assertStringIncludes((await runCli(["--help"])).stdout, "--compat libev|rust|python");
});

interface Mistake extends CliOptions {
  readonly args: string;
  readonly error: RegExp;
  readonly hint: RegExp;
}

const MISTAKES: Readonly<Record<string, Mistake>> = {
  "no dialect": { args: "local --compat", error: /--compat needs a value/, hint: /libev, rust/ },
  "an unknown dialect": {
    args: "local --compat go",
    error: /--compat names no dialect: "go"/,
    hint: /libev, rust/,
  },
  "a dialect for genkey": {
    args: "--compat rust genkey",
    error: /--compat is not for "umbra genkey"/,
    hint: /local, server, tunnel and check/,
  },
  "another dialect's flag": {
    args: "local --compat libev --server-addr a.example:1",
    error: /unknown flag --server-addr/,
    hint: /did you mean --server-url\?|--help lists the flags/,
  },
  "to the background, in rust": {
    args: "server --compat rust -d",
    error: /-d is refused: umbra stays in the foreground/,
    hint: /systemd/,
  },
  "to the background, in python": {
    args: "server --compat python -d start",
    error: /-d is refused: umbra stays in the foreground/,
    hint: /systemd/,
  },
  "one-time authentication, in python": {
    args: "local --compat python -a",
    error: /-a is refused: one-time authentication is broken/,
    hint: /aes-256-gcm/,
  },
  "redirection, in rust": {
    args: "local --compat rust --protocol redir",
    error: /--protocol is refused: the original target/,
    hint: /SOCKS5 or HTTP/,
  },
  "python's default method": {
    args: "local --compat python -s 192.0.2.1",
    env: { UMBRA_PASSWORD: SECRET },
    error: /python's default method names a retired method: aes-256-cfb/,
    hint: /aes-256-gcm/,
  },
  "a target that is none": {
    args: "check -c config.json example.com",
    error: /a target must be host:port, not "example\.com"/,
    hint: /example\.com:443/,
  },
  "a conversion to nothing": {
    args: "convert -c config.json",
    error: /--to is missing/,
    hint: /rust/,
  },
  "a conversion to what nobody knows": {
    args: "convert --to clash -c config.json",
    error: /--to names no program: "clash"/,
    hint: /sing-box, xray/,
  },
  "a conversion from whom?": {
    args: "convert --to umbra -c config.json",
    error: /config\.json may be of libev, rust, python/,
    hint: /--from libev \| rust \| python/,
  },
  "a conversion of nothing": {
    args: "convert --to rust --from libev -c other.json",
    error: /other\.json does not exist/,
    hint: /path/,
  },
  "a conversion of what is wrong": {
    args: "convert --to rust --from libev -c wrong.json",
    files: { "wrong.json": `{"server_port": "x", "password": "${SECRET}"}` },
    error: /wrong\.json:1:17: server_port must be a port/,
    hint: /8388/,
  },
  "a conversion over a file that is there": {
    args: "convert --to rust --from libev -c config.json -o config.json",
    error: /config\.json is there already/,
    hint: /--force/,
  },
};

for (const [name, { args, env = {}, files = {}, error, hint }] of Object.entries(MISTAKES)) {
  Deno.test(`umbra answers with error:, hint: and 2: ${name}`, async () => {
    const all = { "config.json": JSON.stringify(CONFIG), ...files };
    const { code, stdout, stderr } = await runCli(args.split(" "), { env, files: all });
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, new RegExp(`^error: .*${error.source}`, "m"));
    assertMatch(stderr, new RegExp(`^hint: .*(${hint.source})`, "m"));
    assertNotMatch(stderr, new RegExp(SECRET));
  });
}

Deno.test("umbra check --compat reads the file as that program does", async () => {
  const files = { "config.json": JSON.stringify({ ...CONFIG, local_port: 1080 }) };
  const check = (dialect: string) =>
    runCli(["check", "--compat", dialect, "-c", "config.json"], { files });
  const [python, libev] = await Promise.all([check("python"), check("libev")]);
  assertMatch(python.stdout, /^role local, read as python reads it \(guessed/);
  assertMatch(
    python.stdout,
    /^ {2}idle_timeout +120 s +config\.json:1:\d+ \(timeout in python's sense\)$/m,
  );
  assertMatch(python.stdout, /^ {2}mode +tcp_and_udp +python's default mode$/m);
  assertMatch(libev.stdout, /^ {2}idle_timeout +7440 s +default$/m);
  assertMatch(libev.stdout, /^ {2}mode +tcp_only +default$/m);
});

Deno.test("rust's SS_SERVER_PASSWORD is for the server of the command line", async () => {
  const files = { "config.json": JSON.stringify(CONFIG) };
  const env = { SS_SERVER_PASSWORD: "planted-elsewhere" };
  const [file, none] = await Promise.all([
    runCli(["check", "--compat", "rust", "-c", "config.json", "--role", "local"], { files, env }),
    runCli(["check", "-s", "192.0.2.1:1"], { env }),
  ]);
  const typed = await runCli(
    ["check", "--compat", "rust", "-s", "192.0.2.1:1", "-m", "aes-256-gcm"],
    { env },
  );
  assertMatch(typed.stdout, /^ {2}key +\*\*\* \(password\) +SS_SERVER_PASSWORD$/m);
  assertMatch(file.stdout, /^ {2}key +\*\*\* \(password\) +config\.json:1:\d+$/m);
  assertMatch(none.stderr, /^error: no password is given$/m);
});

Deno.test("umbra check --explain says what each value means, and which way a target takes", async () => {
  const config = `{
  "servers": [
    {"name": "a", "server": "192.0.2.1", "server_port": 1},
    {"name": "b", "server": "192.0.2.2", "server_port": 1}
  ],
  "method": "aes-256-gcm",
  "password": "${SECRET}",
  "local_port": 1080,
  "rules": [
    {"domain": ["example.com"], "route": "b"},
    {"ip": ["10.0.0.0/8"], "route": "direct"}
  ]
}`;
  const explain = (target: string) =>
    runCli(["check", "-c", "config.json", "--explain", target], {
      files: { "config.json": config },
    });
  const [named, other, literal] = await Promise.all([
    explain("www.example.com:443"),
    explain("other.example:443"),
    explain("10.1.2.3:22"),
  ]);
  assertMatch(named.stdout, /^ {2}listen .*\n {6}the address that is listened on$/m);
  assertMatch(named.stdout, /^ {2}through b \(.*\): the rule at config\.json:10:\d+ decides$/m);
  assertMatch(other.stdout, /^ {2}through a, b \(.*\): no rule matches$/m);
  assertMatch(literal.stdout, /^ {2}directly: the rule at config\.json:11:\d+ decides$/m);
});

Deno.test("umbra convert names what is not carried over, and shows no secret beside the result", async () => {
  const { code, stdout, stderr } = await runCli(
    ["convert", "--from", "rust", "--to", "xray", "-c", "config.json"],
    { files: { "config.json": JSON.stringify(CONFIG) } },
  );
  assertEquals(code, 0);
  const [server] = JSON.parse(stdout).outbounds[0].settings.servers;
  assertEquals(server, {
    address: "192.0.2.1",
    port: 8388,
    password: SECRET,
    method: "aes-256-gcm",
  });
  assertMatch(
    stderr,
    /^warning: config\.json:1:\d+: timeout is not carried over: xray has no place for it\n$/,
  );
});
