// A server as a link that clients read (SIP002):
//
//   ss://userinfo@host:port#tag     userinfo: base64url(method:password), without padding;
//                                   of the 2022 edition method:password, percent-encoded

import { type EncryptingName, isCipher2022 } from "../crypto/method_table.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";

export interface SharedServer {
  readonly address: HostPort;
  readonly method: EncryptingName;
  readonly password: string;
  /** What clients call it. */
  readonly tag: string;
}

export function shareLink({ address, method, password, tag }: SharedServer): string {
  const userInfo = isCipher2022(method)
    ? `${method}:${encodeURIComponent(password)}`
    : new TextEncoder().encode(`${method}:${password}`)
      .toBase64({ alphabet: "base64url", omitPadding: true });
  return `ss://${userInfo}@${formatHostPort(address)}#${encodeURIComponent(tag)}`;
}
