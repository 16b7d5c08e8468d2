// How many connections may be open at once, so that descriptors never run out: running out stops accepting at best.

/** Without a limit, or a known one: what the usual limit of 8,192 to 10,240 descriptors allows. */
const UNKNOWN_LIMIT_CAP = 4000;
/** Each relayed connection has two sockets. */
const SOCKETS = 2;
/** The rest is for listeners, resolvers and dials that race. */
const SHARE = 0.9;
/** What the program has open before the first connection. */
const OWN_DESCRIPTORS = 32;

/** `descriptors`: the process's limit, `undefined` when it is not known. */
export function connectionCap(descriptors: number | undefined): number {
  if (descriptors === undefined || !Number.isSafeInteger(descriptors)) return UNKNOWN_LIMIT_CAP;
  return Math.max(1, Math.floor((descriptors - OWN_DESCRIPTORS) * SHARE / SOCKETS));
}
