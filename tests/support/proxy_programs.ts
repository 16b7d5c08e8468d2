// Proxies of others, each on a free port of loopback for as long as a test needs it.

import { childrenOf } from "./child_processes.ts";
import { freePorts } from "./listening_ports.ts";
import { startPeer } from "./peer_process.ts";
import type { RunningProcess } from "./running_process.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

export interface RunningProxy extends AsyncDisposable {
  /** On 127.0.0.1. */
  readonly port: number;
}

/** Who is let in, by those that ask. */
export const VISITOR = { name: "alice", password: "s3cret" };

interface ProxyProgram {
  readonly program: string;
  /** `folder` holds the `files`. */
  readonly args: (port: number, folder: string) => readonly string[];
  readonly files: (port: number, folder: string) => Readonly<Record<string, string>>;
}

export function startMicrosocks(): Promise<RunningProxy> {
  const { name, password } = VISITOR;
  return start({
    program: "microsocks",
    args: (port) => ["-i", "127.0.0.1", "-p", `${port}`, "-u", name, "-P", password],
    files: () => ({}),
  });
}

/** `methods`: `none` for everybody, `username` for users of this machine, of whom there are none. */
export function startDanted(methods: "none" | "username"): Promise<RunningProxy> {
  return start({
    program: "danted",
    args: (_port, folder) => ["-N", "1", "-f", `${folder}/danted.conf`],
    files: (port) => ({ "danted.conf": dantedConfig(port, methods) }),
  });
}

export function startTinyproxy(): Promise<RunningProxy> {
  return start({
    program: "tinyproxy",
    args: (_port, folder) => ["-d", "-c", `${folder}/tinyproxy.conf`],
    files: (port) => ({ "tinyproxy.conf": tinyproxyConfig(port) }),
  });
}

export function startSquid(): Promise<RunningProxy> {
  return start({
    program: "squid",
    args: (_port, folder) => ["-N", "-f", `${folder}/squid.conf`],
    files: (port, folder) => ({
      "squid.conf": squidConfig(port, folder),
      "ask.sh": ASK_WHO_IT_IS,
    }),
  });
}

async function start({ program, args, files }: ProxyProgram): Promise<RunningProxy> {
  const [port] = freePorts(1) as [number];
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await TemporaryFolder.make());
  await folder.write(files(port, folder.path));
  const { process } = stack.use(await startPeer(program, { args: args(port, folder.path), port }));
  stack.defer(() => endChildren(process));
  const running = stack.move();
  return { port, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Some (danted) have processes that may outlive them, and hold their output open. It can start no others meanwhile. */
async function endChildren(process: RunningProcess): Promise<void> {
  process.signal("SIGSTOP");
  for (const child of await childrenOf(process.pid)) Deno.kill(child, "SIGKILL");
}

function dantedConfig(port: number, method: string): string {
  return `
logoutput: stderr
internal: 127.0.0.1 port = ${port}
external: lo
clientmethod: none
socksmethod: ${method}
user.privileged: root
user.unprivileged: nobody
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 command: bind connect udpassociate }
socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 command: bindreply udpreply }
`;
}

function tinyproxyConfig(port: number): string {
  return `
Listen 127.0.0.1
Port ${port}
Timeout 60
Allow 127.0.0.1
BasicAuth ${VISITOR.name} ${VISITOR.password}
LogLevel Critical
`;
}

function squidConfig(port: number, folder: string): string {
  return `
http_port 127.0.0.1:${port}
pid_filename none
access_log none
cache_log /dev/null
cache_store_log none
cache deny all
netdb_filename none
pinger_enable off
coredump_dir ${folder}
auth_param basic program /bin/sh ${folder}/ask.sh
auth_param basic children 1 startup=0
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
`;
}

const ASK_WHO_IT_IS = `#!/bin/sh
while read -r line; do
  if [ "$line" = "${VISITOR.name} ${VISITOR.password}" ]; then echo OK; else echo ERR; fi
done
`;
