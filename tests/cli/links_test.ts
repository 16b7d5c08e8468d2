// `umbra url`, `umbra share`, `umbra import` and `--server-url`, as a person uses them.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runCli, startCli } from "../support/run_cli.ts";

const PASSWORD = "planted-Secret-7781";
const LINK = `ss://${
  btoa(`aes-256-gcm:${PASSWORD}`).replace(/=+$/, "")
}@server.example:8388/?plugin=obfs-local%3Bobfs%3Dhttp#my%20server`;
const CONFIG = {
  name: "my server",
  server: "server.example",
  server_port: 8388,
  method: "aes-256-gcm",
  password: PASSWORD,
  plugin: "obfs-local",
  plugin_opts: "obfs=http",
  local_address: "127.0.0.1",
  local_port: 1080,
};

Deno.test("umbra url decode and umbra url encode undo one another", async () => {
  const decoded = await runCli(["url", "decode", "-"], { input: `${LINK}\n` });
  assertEquals([decoded.code, decoded.stderr], [0, ""]);
  assertEquals(JSON.parse(decoded.stdout), CONFIG);
  const files = { "config.json": decoded.stdout };
  const encoded = await runCli(["url", "encode", "-c", "config.json"], { files });
  assertEquals(encoded, { code: 0, stdout: `${LINK}\n`, stderr: "" });
});

Deno.test("umbra url encode --legacy says what is lost", async () => {
  const files = { "config.json": JSON.stringify(CONFIG) };
  const { code, stdout, stderr } = await runCli(
    ["url", "encode", "-c", "config.json", "--legacy"],
    {
      files,
    },
  );
  const inside = btoa(`aes-256-gcm:${PASSWORD}@server.example:8388`).replace(/=+$/, "");
  assertEquals([code, stdout], [0, `ss://${inside}#my%20server\n`]);
  assertMatch(
    stderr,
    /^warning: config\.json:1:\d+: plugin has no place in a link of the older form/,
  );
});

Deno.test("umbra import reads a list, says what it leaves out, and writes a file for its owner", async () => {
  await using cli = await startCli(["import", "-", "-o", "made.json"], {
    input: btoa(`${LINK}\nss://rc4-md5:x@a:1\n`),
  });
  const { code, stdout, stderr } = await cli.finished;
  assertEquals([code, stdout], [0, ""]);
  assertMatch(
    stderr,
    /^warning: standard input \(out of base64\):2:6: the method rc4-md5 is retired/,
  );
  assertStringIncludes(stderr, "try: umbra local -c made.json");
  assertEquals(JSON.parse(await Deno.readTextFile(`${cli.folder}/made.json`)), CONFIG);
  assertEquals((await Deno.stat(`${cli.folder}/made.json`)).mode! & 0o777, 0o600);
});

Deno.test("umbra import overwrites nothing unless it is forced to", async () => {
  const files = { "there.json": "{}" };
  const refused = await runCli(["import", "-", "-o", "there.json"], { files, input: LINK });
  assertEquals(refused, {
    code: 2,
    stdout: "",
    stderr: "error: there.json is there already\nhint: --force replaces it\n",
  });
  const forced = ["import", "-", "-o", "there.json", "--force"];
  assertEquals((await runCli(forced, { files, input: LINK })).code, 0);
});

Deno.test("what umbra import makes is what umbra check takes without a warning", async () => {
  const { stdout } = await runCli(["import", "-"], { input: LINK });
  const { code, stdout: told, stderr } = await runCli(["check", "-c", "config.json"], {
    files: { "config.json": stdout },
  });
  assertEquals([code, stderr], [0, ""]);
  assertMatch(told, /^role local /);
  assertMatch(told, /^ {2}server +server\.example:8388 /m);
});

Deno.test("umbra share shows a code and the link, and warns of what it is", async () => {
  const { code, stdout, stderr } = await runCli(["share", "-"], { input: LINK });
  assertEquals(code, 0);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.at(-1), LINK);
  assert(lines.slice(0, -1).every((line) => /^[ ▀▄█]+$/.test(line)) && lines.length > 15);
  assertMatch(stderr, /^warning: whoever has the link or the picture can use the server/);
});

Deno.test("umbra share makes a picture for one user of a server", async () => {
  const files = {
    "server.json": JSON.stringify({
      server: "0.0.0.0",
      method: "aes-256-gcm",
      users: [{ name: "alice", password: PASSWORD }, { name: "bob", password: `${PASSWORD}-2` }],
    }),
  };
  const args = ["share", "-c", "server.json", "-s", "server.example", "--svg", "a.svg"];
  const several = await runCli(args, { files });
  assertEquals([several.code, several.stderr], [
    2,
    "error: a picture is of one server, not of 2: --name NAME\nhint: the names are alice, bob\n",
  ]);
  await using cli = await startCli([...args, "--name", "bob"], { files });
  const { code, stdout } = await cli.finished;
  assertEquals(code, 0);
  assertMatch(stdout, /^ss:\/\/[\w-]+@server\.example:8388#bob\n$/);
  assertMatch(await Deno.readTextFile(`${cli.folder}/a.svg`), /^<svg /);
});

const MISTAKES: readonly (readonly [readonly string[], string | undefined, RegExp])[] = [
  [["url"], undefined, /^error: umbra url has to know what to do\nhint: /],
  [["url", "encode"], undefined, /^error: no configuration is given\nhint: /],
  [["url", "encode", "-c", "none.json"], undefined, /^error: none\.json does not exist\nhint: /],
  [["url", "decode", "a", "b"], undefined, /^error: unexpected words after "umbra url"\nhint: /],
  [["url", "decode"], "\n\n ss://x@y:0", /^error: standard input:3:7: what stands before the @/],
  [["import"], undefined, /^error: umbra import has to know what to read\nhint: /],
  [["import", "none.txt"], undefined, /^error: none\.txt does not exist\nhint: /],
  [["import", "-"], "", /^error: standard input has no servers in it\nhint: /],
  [["share"], undefined, /^error: no configuration is given\nhint: /],
  [["share", "-", "--name", "x"], LINK, /^error: --name names no server\nhint: the names are my /],
];

for (const [args, input, told] of MISTAKES) {
  Deno.test(`umbra ${args.join(" ")} ends with 2 and ${told.source}`, async () => {
    const { code, stdout, stderr } = await runCli(args, input === undefined ? {} : { input });
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, told);
  });
}

Deno.test("a link on the command line is taken with a warning, and never shown again", async () => {
  for (const args of [["check", "--server-url", LINK], ["import", "http://x.example/planted"]]) {
    const { stdout, stderr } = await runCli(args);
    assertMatch(stderr, /^warning: .*every user of this machine who lists processes/);
    assertEquals((stdout + stderr).includes("planted"), false);
  }
});

Deno.test("a link comes out of sight from standard input, or the environment", async () => {
  const args = ["check", "--server-url", "-"];
  const input = await runCli(args, { input: LINK });
  const environment = await runCli(["check"], { env: { UMBRA_SERVER_URL: LINK } });
  for (const { code, stdout, stderr } of [input, environment]) {
    assertEquals(code, 0);
    assertMatch(
      stderr,
      /^warning: \S+ has obfs-local run on this machine, as a plugin\nhint: .*\n$/,
    );
    assertMatch(stdout, /^ {2}server +server\.example:8388 /m);
    assertEquals(stdout.includes(PASSWORD), false);
  }
});

Deno.test("umbra server fetches no list of servers to reach, and says so", async () => {
  const args = ["check", "--role", "server", "-m", "aes-256-gcm"];
  const url = ["--server-url", "https://lists.invalid/planted"];
  const { code, stdout, stderr } = await runCli([...args, ...url], {
    env: { UMBRA_PASSWORD: PASSWORD },
  });
  assertEquals(code, 0);
  assertStringIncludes(stderr, `warning: --server-url is not used by "umbra server"`);
  assertEquals((stdout + stderr).includes("planted"), false);
});
