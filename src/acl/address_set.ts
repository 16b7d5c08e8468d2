// A set of addresses of both families. An IPv6 address that stands for an IPv4 one (mapped; NAT64, RFC 6052) is found as
// itself and as that one. The other way round only for blocks within `::ffff:0:0/96`: `::/0` says "all of IPv6".

import { parseIp } from "../net/ip_address.ts";
import { type AddressBlock, embeddedIpv4 } from "./address_block.ts";
import { AddressRanges } from "./address_ranges.ts";

export class AddressSet {
  readonly #ipv4: AddressRanges;
  readonly #ipv6: AddressRanges;

  constructor(blocks: readonly AddressBlock[]) {
    this.#ipv4 = new AddressRanges(blocks.filter(({ first }) => first.length === 4));
    this.#ipv6 = new AddressRanges(blocks.filter(({ first }) => first.length === 16));
  }

  get isEmpty(): boolean {
    return this.#ipv4.isEmpty && this.#ipv6.isEmpty;
  }

  /** `false` for what is no IP literal. */
  has(ip: string): boolean {
    if (this.isEmpty) return false;
    const address = parseIp(ip);
    if (address === undefined) return false;
    if (address.length === 4) return this.#ipv4.has(address);
    if (this.#ipv6.has(address)) return true;
    const ipv4 = embeddedIpv4(address);
    return ipv4 !== undefined && this.#ipv4.has(ipv4);
  }
}
