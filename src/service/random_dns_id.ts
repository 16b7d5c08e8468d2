// The id of a DNS question, which whoever would forge an answer has to guess.

export function randomDnsId(): number {
  return crypto.getRandomValues(new Uint16Array(1))[0]!;
}
