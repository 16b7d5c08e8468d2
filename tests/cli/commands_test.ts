// The commands that end by themselves: help, version, genkey, check, completions.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMAND_TABLE } from "../../src/cli/command_table.ts";
import { VERSION } from "../../src/cli/version.ts";
import { runCli } from "../support/run_cli.ts";

Deno.test("umbra --version prints the version only", async () => {
  for (const args of [["--version"], ["-V"], ["server", "--version"]]) {
    const version = { code: 0, stdout: `umbra ${VERSION}\n`, stderr: "" };
    assertEquals(await runCli(args), version, args.join(" "));
  }
});

Deno.test("umbra --help names every command, umbra help COMMAND and COMMAND --help say the same", async () => {
  const [program, help, flag] = await Promise.all([
    runCli(["--help"]),
    runCli(["help", "server"]),
    runCli(["server", "--help"]),
  ]);
  for (const { name } of COMMAND_TABLE) assertStringIncludes(program.stdout, `\n  ${name} `);
  assertEquals(help, flag);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertMatch(help.stdout, /Examples:\n[^]*\nFlags:\n[^]*--server-port PORT/);
});

Deno.test("umbra COMMAND --help tells of other programs' flags where they can be typed", async () => {
  const compat = "umbra check --compat libev|rust|python takes the flags and the file of those";
  assertStringIncludes((await runCli(["check", "--help"])).stdout, compat);
  assertEquals((await runCli(["share", "--help"])).stdout.includes("--compat"), false);
});

Deno.test("umbra genkey prints as many random bytes as the method's key has, and nothing else", async () => {
  const [short, long, other] = await Promise.all([
    runCli(["genkey", "-m", "aes-128-gcm"]),
    runCli(["genkey"]),
    runCli(["genkey"]),
  ]);
  assertEquals([short.code, short.stderr], [0, ""]);
  assertEquals([atob(short.stdout.trim()).length, atob(long.stdout.trim()).length], [16, 32]);
  assert(long.stdout !== other.stdout);
});

Deno.test("umbra check shows each effective value and its origin, and hides the secrets", async () => {
  const config = `{
  "server": "192.0.2.1",
  "server_port": 8388,
  "password": "planted-in-the-file",
  "users": ["me:planted-for-a-user"],
  "local_port": 1081,
  "method": "aes-256-gcm",
  "sever": 1
}`;
  const { code, stdout, stderr } = await runCli(["check", "-c", "config.json", "-p", "9000"], {
    files: { "config.json": config },
    env: { UMBRA_PASSWORD: "planted-in-the-environment" },
  });
  assertEquals(code, 0);
  assertEquals(
    stderr,
    "warning: config.json:8:3: unknown key sever, ignored\nhint: did you mean server?\n",
  );
  const lines = stdout.trimEnd().split("\n").map((line) => line.trim().split(/ {2,}/));
  const origins = Object.fromEntries(lines.map(([name, value, origin]) => [name, [value, origin]]));
  assertEquals(lines[0], [
    "role local (guessed from the file; --role server for the server's view)",
  ]);
  assertEquals(origins["server"], ["192.0.2.1:9000", "flag -p"]);
  assertEquals(origins["listen"], ["127.0.0.1:1081", "config.json:6:17"]);
  assertEquals(origins["key"], ["*** (password)", "UMBRA_PASSWORD"]);
  assertEquals(origins["users"], ["me:***", "config.json:5:12"]);
  assertEquals(origins["idle_timeout"], ["7440 s", "default"]);
  assertEquals((stdout + stderr).includes("planted"), false);
});

Deno.test("umbra check says when it has guessed the role, and how to ask for the other one", async () => {
  const options = {
    files: { "config.json": '{"server": "192.0.2.1", "method": "aes-256-gcm"}' },
    env: { UMBRA_PASSWORD: "planted-in-the-environment" },
  };
  const [guessed, told] = await Promise.all([
    runCli(["check", "-c", "config.json"], options),
    runCli(["check", "-c", "config.json", "--role", "server"], options),
  ]);
  assertEquals(
    guessed.stdout.split("\n")[0],
    "role server (guessed from the file; --role local for the client's view)",
  );
  assertEquals(told.stdout.split("\n")[0], "role server");
});

Deno.test("umbra check says what role it has guessed where the configuration cannot be used", async () => {
  const files = { "config.json": '{"server": "192.0.2.1", "password": "p", "route": "home"}' };
  const guess = "checked as server (guessed from the file; --role local for the client's view)";
  const { code, stderr } = await runCli(["check", "-c", "config.json"], { files });
  assertEquals([code, stderr.split("\n").at(-4)], [2, guess], stderr);
  const named = await runCli(["check", "-c", "config.json", "--role", "server"], { files });
  assertEquals(named.stderr.includes(guess), false);
});

Deno.test("umbra check --no-delay=false shows that segments wait", async () => {
  const { stdout } = await runCli(["check", "-s", "a.example:1", "--no-delay=false"], {
    env: { UMBRA_PASSWORD: "planted-in-the-environment" },
  });
  assertMatch(stdout, /^role local \(guessed from the flags;/);
  assertMatch(stdout, /^ {2}no_delay +false +flag --no-delay$/m);
});

Deno.test("umbra check reads what outline-ss-server reads, as a server's", async () => {
  const config = `keys:
  - {id: alice, port: 9000, cipher: aes-256-gcm, secret: planted-for-alice}
  - {id: bob, port: 9000, cipher: aes-256-gcm, secret: "planted-for-bob"}
`;
  const { code, stdout, stderr } = await runCli(["check", "-c", "config.yml"], {
    files: { "config.yml": config },
  });
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^role server \(guessed from the file;/);
  assertMatch(stdout, /^ {2}listen +\[::\]:9000 +config\.yml:2:23$/m);
  assertMatch(stdout, /^ {2}users +alice, bob +config\.yml:2:23$/m);
  assertEquals(stdout.includes("planted"), false);
});

Deno.test("umbra check ends with 2 and every problem when the file cannot be used", async () => {
  const config = '{"server": 1, "server_port": "x", "method": "rc4"}';
  const { code, stdout, stderr } = await runCli(["check", "-c", "config.json"], {
    files: { "config.json": config },
  });
  assertEquals([code, stdout], [2, ""]);
  const errors = stderr.split("\n").filter((line) => line.startsWith("error: "));
  assertEquals(errors.map((line) => line.split(" ").slice(0, 3).join(" ")), [
    "error: config.json:1:12: server",
    "error: config.json:1:30: server_port",
  ]);
});

Deno.test("umbra completions bash completes commands, flags and methods", async () => {
  const { code, stdout, stderr } = await runCli(["completions", "bash"]);
  assertEquals([code, stderr], [0, ""]);
  const complete = async (...words: readonly string[]) => {
    const script = `${stdout}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
_umbra; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const run = await new Deno.Command("bash", { args: ["-c", script] }).output();
    assertEquals(new TextDecoder().decode(run.stderr), "");
    return new TextDecoder().decode(run.stdout).trim().split("\n");
  };
  assertEquals(await complete("umbra", "s"), ["server", "share"]);
  assertEquals(await complete("umbra", "server", "--server-p"), ["--server-port"]);
  assertEquals(await complete("umbra", "local", "-m", "xcha"), ["xchacha20-ietf-poly1305"]);
  assertEquals(await complete("umbra", "completions", "z"), ["zsh"]);
  assertEquals(await complete("umbra", "url", "e"), ["encode"]);
});

for (const shell of ["zsh", "fish"]) {
  const isThere = await isInstalled(shell);
  if (!isThere) console.log(`umbra completions ${shell} is not tried: ${shell} is not installed`);
  Deno.test({
    name: `umbra completions ${shell} is a script that ${shell} can read`,
    ignore: !isThere,
    fn: async () => {
      const { code, stdout } = await runCli(["completions", shell]);
      assertEquals(code, 0);
      const folder = await Deno.makeTempDir();
      await Deno.writeTextFile(`${folder}/script`, stdout);
      const { stderr, success } = await new Deno.Command(shell, {
        args: ["-n", `${folder}/script`],
      }).output();
      await Deno.remove(folder, { recursive: true });
      assert(success, new TextDecoder().decode(stderr));
    },
  });
}

async function isInstalled(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}
