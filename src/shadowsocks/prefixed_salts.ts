// Salts that begin with bytes of the user's choice, as Outline's clients send them, so that a stream looks like one of
// another protocol to whoever sees its first bytes only. For streams that we open; nobody looks at datagrams so.

export type Random = (bytes: number) => Uint8Array;

/** `prefix`: each character a byte; shorter than any salt that is asked for. */
export function prefixedSalts(prefix: string, random: Random): Random {
  if (prefix === "") return random;
  const beginning = Uint8Array.from(prefix, (character) => character.charCodeAt(0));
  return (bytes) => {
    const salt = random(bytes);
    salt.set(beginning);
    return salt;
  };
}
