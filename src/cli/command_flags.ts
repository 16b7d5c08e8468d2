// The flags that a command knows itself: no key of a configuration says what they mean.

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
    long: "help",
    short: "h",
    commands: [...ROLES, "demo", "genkey", "completions"],
    help: "show this help",
  },
  {
    long: "version",
    short: "V",
    commands: [...ROLES, "demo", "genkey", "completions"],
    help: "tell the version",
  },
];
