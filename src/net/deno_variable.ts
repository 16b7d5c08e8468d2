// An environment variable, where Deno lets us read it.

/** Asks without asking the person: at a terminal Deno would stop and ask in the middle of things. */
export function grantedVariable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
