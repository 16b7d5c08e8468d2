// The name that the program was started by.

/**
 * `undefined` where it is that of Deno: only a compiled program is started by a name of its own. Asking for it loads a
 * part of Node (25 ms), which nobody else shall pay.
 */
export function calledAs(): string | undefined {
  // deno-lint-ignore no-process-global -- importing it would load it for everybody
  return Deno.build.standalone ? process.argv0 : undefined;
}
