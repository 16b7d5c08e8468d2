// A permission set of deno.json as the flags that mean the same.

/** `true`: all of it; a list: only these. */
export type PermissionSet = Readonly<Record<string, boolean | readonly string[]>>;

/** Throws a TypeError for a shape that it does not know, so that no permission is lost or widened silently. */
export function permissionFlags(permissions: PermissionSet): string[] {
  return Object.entries(permissions).flatMap(([name, grant]) => {
    if (grant === false) return [];
    if (grant === true) return [`--allow-${name}`];
    if (!Array.isArray(grant) || !grant.every(isPlain)) {
      throw new TypeError(`Cannot turn the permission "${name}" into a flag`);
    }
    // An empty list would read as "all of it".
    return grant.length === 0 ? [] : [`--allow-${name}=${grant.join(",")}`];
  });
}

function isPlain(value: unknown): value is string {
  return typeof value === "string" && !value.includes(",");
}
