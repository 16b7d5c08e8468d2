// The flags that a command knows itself: no key of a configuration says what they mean.

import { CONFIG_FORMATS } from "../config/config_formats.ts";
import { SAFE_METHODS } from "../config/method_choice.ts";
import { type FlagRow, ROLE_COMMANDS as ROLES } from "./flag_row.ts";

export const COMMAND_FLAGS: readonly FlagRow[] = [
  {
    long: "method",
    short: "m",
    aliases: ["encrypt-method"],
    commands: ["genkey", "demo"],
    value: "METHOD",
    completion: SAFE_METHODS,
    help: "the cipher (default chacha20-ietf-poly1305)",
  },
  {
    long: "users",
    commands: ["genkey"],
    value: "NAMES",
    help: "make a server's configuration for these users, and one and a link for each of them",
  },
  {
    long: "server",
    short: "s",
    commands: ["genkey"],
    value: "HOST[:PORT]",
    help: "with --users: how clients reach the server (default server.example:8388)",
  },
  {
    long: "serve",
    commands: ["demo"],
    help: "keep everything running, to try it with curl",
  },
  {
    long: "role",
    commands: ["check"],
    value: "ROLE",
    completion: ["local", "server", "tunnel"],
    help: "check as local, server or tunnel (default: what the file looks like)",
  },
  {
    long: "explain",
    commands: ["check"],
    help: "say what each value means; with a target, which way it would take",
  },
  {
    long: "from",
    commands: ["convert"],
    value: "PROGRAM",
    completion: CONFIG_FORMATS,
    help: "whose configuration it is (default: told from the file, where that is clear)",
  },
  {
    long: "to",
    commands: ["convert"],
    value: "PROGRAM",
    completion: CONFIG_FORMATS,
    help: `who shall read it: ${CONFIG_FORMATS.join(", ")}`,
  },
  {
    long: "config",
    short: "c",
    commands: ["convert"],
    value: "FILE",
    completion: "file",
    help: "the configuration (default: standard input)",
  },
  {
    long: "output",
    short: "o",
    commands: ["convert"],
    value: "FILE",
    completion: "file",
    help: "write it there, readable by you alone (default: standard output)",
  },
  { long: "force", commands: ["convert"], help: "replace a file that is there" },
  {
    long: "help",
    short: "h",
    commands: [...ROLES, "demo", "genkey", "convert", "completions"],
    help: "show this help",
  },
  {
    long: "version",
    short: "V",
    commands: [...ROLES, "demo", "genkey", "convert", "completions"],
    help: "tell the version",
  },
];
