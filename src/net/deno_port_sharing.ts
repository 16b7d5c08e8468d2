// Whether several listeners of this process can share one port so that each gets its part of the connections.

export type PortSharing =
  /** SO_REUSEPORT, as Linux does it: the kernel spreads the connections. */
  | "balanced"
  /** macOS lets many listen and serves one; Windows lets a later one take the port away. */
  | "unbalanced"
  /** Deno ends the process when it is asked to share without its unstable `net` API. */
  | "needs_unstable_net";

export function portSharing(): PortSharing {
  if (!("listenDatagram" in Deno)) return "needs_unstable_net";
  return Deno.build.os === "linux" ? "balanced" : "unbalanced";
}
