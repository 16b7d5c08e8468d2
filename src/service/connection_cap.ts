// How many connections may be open at once, so that descriptors never run out: running out stops accepting at best.

/** Without a limit, or a known one: what the usual limit of 8,192 to 10,240 descriptors allows. */
const UNKNOWN_LIMIT_CAP = 4000;
/** Each relayed connection has two sockets. */
const SOCKETS = 2;
/** The rest is for listeners, resolvers and dials that race. */
const SHARE = 0.9;
/** What the program has open before the first connection. */
const OWN_DESCRIPTORS = 32;
/** What each worker beyond the first adds: an event loop, a listener, the channel to the main isolate. */
const WORKER_DESCRIPTORS = 8;

/** `descriptors`: the process's limit, `undefined` when it is not known. */
export function connectionCap(descriptors: number | undefined, workers = 1): number {
  if (descriptors === undefined || !Number.isSafeInteger(descriptors)) return UNKNOWN_LIMIT_CAP;
  const own = OWN_DESCRIPTORS + (workers - 1) * WORKER_DESCRIPTORS;
  return Math.max(1, Math.floor((descriptors - own) * SHARE / SOCKETS));
}
