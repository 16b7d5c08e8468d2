// Where the best known plugins come from, for whoever has not installed them.

/** Of Debian and its descendants. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ["obfs-local", "simple-obfs"],
  ["obfs-server", "simple-obfs"],
  ["ss-v2ray-plugin", "shadowsocks-v2ray-plugin"],
]);

/** Names under which a plugin is known elsewhere, and Debian's. */
const DEBIAN_NAMES: ReadonlyMap<string, string> = new Map([
  ["v2ray-plugin", "ss-v2ray-plugin"],
  ["simple-obfs", "obfs-local or obfs-server"],
]);

export function installHint(command: string): string {
  const debianName = DEBIAN_NAMES.get(command);
  if (debianName !== undefined) return `Debian calls it ${debianName}; or give the whole path`;
  const debianPackage = PACKAGES.get(command);
  if (debianPackage === undefined) return "install it, or give the whole path";
  return `install it (Debian: apt install ${debianPackage}), or give the whole path`;
}
