// The nginx of this machine as a cheap HTTP target, with a configuration of its own.

import { within } from "../support/deadline.ts";
import { freePorts, untilListening } from "../support/listening_ports.ts";
import { type ListeningProcess, RunningProcess } from "../support/running_process.ts";

const READY_DEADLINE_MS = 10_000;
const BODY = "x".repeat(100);

/** Answers every request with 100 bytes. */
export async function startNginx(): Promise<ListeningProcess> {
  const folder = await Deno.makeTempDir({ prefix: "umbra_bench_" });
  const [port] = freePorts(1);
  await Deno.writeTextFile(`${folder}/nginx.conf`, configuration(folder, port!));
  const process = new RunningProcess("nginx", {
    args: ["-p", folder, "-c", `${folder}/nginx.conf`, "-e", "stderr"],
  });
  await within(
    READY_DEADLINE_MS,
    `nginx listens on port ${port}`,
    untilListening(port!, () => process.isRunning),
  );
  return {
    process,
    port: port!,
    async [Symbol.asyncDispose]() {
      // By SIGQUIT and not SIGKILL, which would leave its worker behind.
      process.signal("SIGQUIT");
      await process.ended();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function configuration(folder: string, port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ");
  return `daemon off;
worker_processes 1;
pid ${folder}/pid;
events { worker_connections 4096; }
http {
  ${temporary}
  access_log off;
  keepalive_requests 1000000000;
  server { listen 127.0.0.1:${port} backlog=4096; return 200 "${BODY}"; }
}
`;
}
