// Epochs number the generations of salts. They count on a circle of 14 bits, so "older" means by less than half of it.
// That they come round does no harm: an entry that nobody has written over for 8,192 generations would be remembered
// longer, or hold one slot for a while; and no worker stands still that long in the middle of a call.

export const EPOCH_BITS = 14;
export const EPOCH_MASK = (1 << EPOCH_BITS) - 1;

const UNUSED_BITS = 32 - EPOCH_BITS;

/** How many generations `epoch` lies before `now`; negative: after it. */
export function ageOf(epoch: number, now: number): number {
  return (now - epoch) << UNUSED_BITS >> UNUSED_BITS;
}

export function epochBefore(epoch: number): number {
  return (epoch - 1) & EPOCH_MASK;
}

export function epochAfter(epoch: number): number {
  return (epoch + 1) & EPOCH_MASK;
}
