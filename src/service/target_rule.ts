// Which addresses a server connects to for its clients.

import { publicTargets } from "../acl/public_targets.ts";
import type { ServerConfig } from "../config/config.ts";

/** Of an IP literal. */
export function targetRule(
  { allowPrivate }: Pick<ServerConfig, "allowPrivate">,
): (ip: string) => boolean {
  switch (allowPrivate.kind) {
    case "none":
      return publicTargets([]);
    case "ranges":
      return publicTargets(allowPrivate.cidrs);
    case "all":
      return () => true;
  }
}
