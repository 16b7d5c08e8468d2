// Names that strangers chose, as the log shows them: quoted unless they are plain, so that no name can make up a line.

import { formatHostPort, type HostPort } from "../net/address.ts";

export function showTarget({ host, port }: HostPort): string {
  return formatHostPort({ host: plainOrQuoted(host), port });
}

export function plainOrQuoted(name: string): string {
  if (/^[\w.:-]+$/.test(name)) return name;
  return JSON.stringify(name).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
