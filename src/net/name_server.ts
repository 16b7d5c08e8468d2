// One DNS server, and how it is to be asked.

import type { HostPort } from "./address.ts";

export type NameServer =
  /** Plain DNS: by UDP, and by TCP what does not fit into a datagram. */
  | { readonly kind: "udp"; readonly address: HostPort }
  | { readonly kind: "tcp"; readonly address: HostPort }
  /** DNS over TLS (RFC 7858). The host may be a name; it is what the certificate must be for. */
  | { readonly kind: "tls"; readonly address: HostPort }
  /** DNS over HTTPS (RFC 8484). */
  | { readonly kind: "https"; readonly url: string };
