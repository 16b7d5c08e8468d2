// Names that no server is asked for (RFC 6761, RFC 7686).

/** The addresses of a name that everybody knows; `[]` when it is not to be asked for; `undefined` for all other names. */
export function specialAddresses(name: string): readonly string[] | undefined {
  switch (name.slice(name.lastIndexOf(".") + 1)) {
    case "localhost":
      return ["127.0.0.1", "::1"];
    case "invalid":
    case "onion":
      return [];
    default:
      return undefined;
  }
}
