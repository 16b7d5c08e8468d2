// Where what is to outlive the process is kept: where systemd says, else where the platform has such things.

/** `undefined`: nobody says where. */
export function stateFolder(
  os: typeof Deno.build.os,
  variable: (name: string) => string | undefined,
): string | undefined {
  const given = variable("STATE_DIRECTORY")?.split(":")[0];
  if (given !== undefined && given !== "") return given;
  const below = (base: string | undefined, rest: string) =>
    base === undefined || base === "" ? undefined : base + rest;
  switch (os) {
    case "windows":
      return below(variable("LOCALAPPDATA"), "\\umbra");
    case "darwin":
      return below(variable("HOME"), "/Library/Application Support/umbra");
    default:
      return below(variable("XDG_STATE_HOME"), "/umbra") ??
        below(variable("HOME"), "/.local/state/umbra");
  }
}
