// Where something is: a host (a name or an IP literal, IPv6 without brackets) and a port.

export interface HostPort {
  /** A host name, an IPv4 literal, or an IPv6 literal without brackets. */
  readonly host: string;
  /** 0..65535. */
  readonly port: number;
}

/** `example.com:80`, `192.0.2.1:80`, `[2001:db8::1]:80`. */
export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The inverse of {@link formatHostPort}; `undefined` when the text is not `host:port` with a port of 1..65535. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = /^(?:\[([^\[\]]+)\]|([^:\[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const host = match[1] ?? match[2]!;
  const port = parsePort(match[3]!);
  return port === undefined ? undefined : { host, port };
}

/** A decimal port of 1..65535, otherwise `undefined`. */
export function parsePort(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65535 ? port : undefined;
}
