// Every command once: what it is for, how it is used, what it does.

import type { Role } from "../config/default_settings.ts";
import type { CommandName } from "./flag_row.ts";
import { EXIT } from "./exit_code.ts";
import { type CommandLine, countOf, valueOf } from "./parse_flags.ts";
import type { ShutdownSignals } from "./shutdown_signals.ts";
import type { Terminal } from "./terminal.ts";

export interface CommandParts {
  readonly terminal: Terminal;
  readonly signals: Pick<ShutdownSignals, "next">;
  /** Starts this program once more, as a worker of itself. */
  readonly openWorker: () => Worker;
}

export interface Command {
  readonly name: CommandName;
  readonly summary: string;
  /** The words that are no flags. */
  readonly operand?: string;
  readonly examples: readonly Example[];
  /** Resolves to the exit code. What only one command needs is loaded when it runs, so that the others start fast. */
  readonly run: (line: CommandLine, parts: CommandParts) => Promise<number>;
}

export interface Example {
  readonly text: string;
  readonly command: string;
}

export const COMMAND_TABLE: readonly Command[] = [
  {
    name: "local",
    summary: "a SOCKS5, SOCKS4 and HTTP proxy on this machine, through a Shadowsocks server",
    examples: [
      {
        text: "with the settings of a file",
        command: "umbra local -c config.json",
      },
      {
        text: "with everything on the command line, and the password out of sight",
        command: "UMBRA_PASSWORD=... umbra local -s example.com:8388 -m aes-256-gcm",
      },
      {
        text: 'for the whole network; "users": ["me:password"] in the file keeps strangers out',
        command: "umbra local -c config.json -b 0.0.0.0",
      },
    ],
    run: role("local"),
  },
  {
    name: "server",
    summary: "a Shadowsocks server",
    examples: [
      { text: "with the settings of a file", command: "umbra server -c config.json" },
      {
        text: "with everything on the command line, and the password out of sight",
        command: "UMBRA_PASSWORD=... umbra server -p 8388 -m aes-256-gcm",
      },
      {
        text: "for users who may reach the server's own network",
        command: "umbra server -c config.json --allow-private=192.168.1.0/24",
      },
    ],
    run: role("server"),
  },
  {
    name: "tunnel",
    summary: "one port that leads to one target, through a Shadowsocks server",
    examples: [
      {
        text: "a PostgreSQL server, as if it ran on this machine",
        command: "umbra tunnel -c config.json -l 5432 -L db.example:5432",
      },
    ],
    run: role("tunnel"),
  },
  {
    name: "demo",
    summary: "the whole of it on this machine in a few seconds, without any settings",
    examples: [
      { text: "measure every way through", command: "umbra demo" },
      { text: "keep it running, to try it with curl", command: "umbra demo --serve" },
    ],
    run: async (line, { terminal, signals }) => {
      const { runDemo } = await import("./demo_command.ts");
      const serve = countOf(line, "serve") > 0;
      return Promise.race([
        runDemo({ serve, method: valueOf(line, "method") }, terminal),
        signals.next().then(() => serve ? EXIT.success : EXIT.interrupted),
      ]);
    },
  },
  {
    name: "genkey",
    summary: "a strong password",
    examples: [
      { text: "as long as the method's key", command: "umbra genkey -m aes-256-gcm" },
      {
        text: "a server with many users, ready to use",
        command: "umbra genkey --users alice,bob -s server.example",
      },
    ],
    run: async (line, { terminal }) => {
      const { runGenkey } = await import("./genkey_command.ts");
      return runGenkey(line, terminal);
    },
  },
  {
    name: "check",
    summary: "what a configuration comes to, and what is wrong with it",
    operand: "[TARGET]",
    examples: [
      {
        text: "each effective value and where it comes from",
        command: "umbra check -c config.json",
      },
      {
        text: "the same file as the client sees it",
        command: "umbra check -c config.json --role local",
      },
      {
        text: "what each value means, and which way a target would take",
        command: "umbra check -c config.json --explain example.com:443",
      },
    ],
    run: async (line, { terminal }) => {
      const { runCheck } = await import("./check_command.ts");
      return runCheck(line, terminal);
    },
  },
  {
    name: "url",
    summary: "links: servers of a configuration as ss:// links, and links as a configuration",
    operand: "encode|decode [LINK|-]",
    examples: [
      { text: "a link for each server of a file", command: "umbra url encode -c config.json" },
      {
        text: "what a link says, as a configuration; - reads it from standard input",
        command: "umbra url decode - > config.json",
      },
    ],
    run: async (line, { terminal }) => {
      const { runUrl } = await import("./url_command.ts");
      return runUrl(line, terminal);
    },
  },
  {
    name: "share",
    summary: "a server for somebody's phone: its link, and a picture of it (QR)",
    operand: "[LINK|-]",
    examples: [
      { text: "on the terminal", command: "umbra share -c config.json" },
      {
        text: "one user of a server, as a picture to send",
        command: "umbra share -c server.json -s server.example --name alice --png alice.png",
      },
    ],
    run: async (line, { terminal }) => {
      const { runShare } = await import("./share_command.ts");
      return runShare(line, terminal);
    },
  },
  {
    name: "import",
    summary: "links and lists of servers as a configuration",
    operand: "LINK|URL|FILE|-",
    examples: [
      { text: "a link from standard input", command: "umbra import - -o config.json" },
      {
        text: "a list from the network (SIP008, links, base64), once",
        command: "umbra import https://example.com/servers -o config.json",
      },
    ],
    run: async (line, { terminal }) => {
      const { runImport } = await import("./import_command.ts");
      return runImport(line, terminal);
    },
  },
  {
    name: "convert",
    summary: "a configuration of one program as another one reads it",
    examples: [
      {
        text: "what shadowsocks-libev reads, for shadowsocks-rust",
        command: "umbra convert --from libev --to rust -c config.json -o rust.json",
      },
      {
        text: "the servers of a configuration as outbounds of sing-box",
        command: "umbra convert --to sing-box -c config.json",
      },
    ],
    run: async (line, { terminal }) => {
      const { runConvert } = await import("./convert_command.ts");
      return runConvert(line, terminal);
    },
  },
  {
    name: "completions",
    summary: "a script that lets the shell complete commands and flags",
    operand: "bash|zsh|fish",
    examples: [
      { text: "for bash", command: "source <(umbra completions bash)" },
      { text: "for zsh", command: "source <(umbra completions zsh)" },
      { text: "for fish", command: "umbra completions fish | source" },
    ],
    run: async (line, { terminal }) => {
      const { runCompletions } = await import("./completions_command.ts");
      return runCompletions(line, terminal);
    },
  },
];

export function findCommand(name: string): Command | undefined {
  return COMMAND_TABLE.find((command) => command.name === name);
}

function role(name: Role): Command["run"] {
  return async (line, parts) => {
    const { runRole } = await import("./role_command.ts");
    return runRole(() => name, line, parts);
  };
}
