// Timestamps of the 2022 edition around what is allowed: 30 s to either side, in whole seconds (SIP022 3.1.5). What is
// made at the end of a second may be read in the next one; where that matters the later of the two counts.

/** From being made to being read. */
const ON_THE_WAY_MS = 500;
const DAY = 86_400;

export type Times = Readonly<Record<string, () => number | bigint>>;

export const TIMELY: Times = {
  "now": thisSecond,
  "29 s late": () => thisSecond() - 29,
  "29 s early": () => thisSecond() + 29,
  "30 s late": () => readingSecond() - 30,
  "30 s early": () => thisSecond() + 30,
};

export const UNTIMELY: Times = {
  "31 s late": () => thisSecond() - 31,
  "31 s early": () => readingSecond() + 31,
  "a day late": () => thisSecond() - DAY,
  "a day early": () => thisSecond() + DAY,
  "time 0": () => 0,
  "time 2^53": () => 2n ** 53n,
  "time 2^64 - 1": () => 2n ** 64n - 1n,
};

export function thisSecond(): number {
  return Math.floor(Date.now() / 1000);
}

/** The latest in which a server may read what is made now. */
function readingSecond(): number {
  return Math.floor((Date.now() + ON_THE_WAY_MS) / 1000);
}
