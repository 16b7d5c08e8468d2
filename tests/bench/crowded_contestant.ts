// Ours with so many users on its port; the client is the one who was named last.

import { startConfigured } from "../support/configured_server.ts";
import { freePorts } from "../support/listening_ports.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { type Link, linkFlags, listenFlags, newPassword } from "../support/shadowsocks_process.ts";
import { startUmbra } from "../support/umbra_process.ts";
import type { Contestant } from "./contestant.ts";

export class CrowdedContestant implements Contestant {
  readonly version = "";
  readonly name: string;
  readonly #users: number;
  /** Of the client, which is in the server's file. */
  #password = "";

  constructor(users: number) {
    this.name = users === 1 ? "one key" : `${users} users`;
    this.#users = users;
  }

  startServer({ method, password, serverPort }: Link): Promise<ListeningProcess> {
    const users = Array.from({ length: this.#users }, (_, i) => ({
      name: `user-${i}`,
      password: newPassword(method),
    }));
    const is2022 = method.startsWith("2022-");
    const own = users.at(-1)!.password;
    this.#password = this.#users === 1 ? password : is2022 ? `${password}:${own}` : own;
    const config = {
      ...{ server: "127.0.0.1", server_port: serverPort, method },
      ...((is2022 || this.#users === 1) && { password }),
      ...(this.#users > 1 && { users }),
    };
    return startConfigured(config, "--allow-private");
  }

  startTunnel(link: Link, targetPort: number): Promise<ListeningProcess> {
    const [port] = freePorts(1);
    const flags = linkFlags({ ...link, password: this.#password });
    const target = `127.0.0.1:${targetPort}`;
    return startUmbra(["tunnel", ...flags, ...listenFlags(port!), "-L", target]);
  }
}
