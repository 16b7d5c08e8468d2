// Who sends a request to an HTTP proxy (RFC 9110 section 11.7): the Basic credentials in Proxy-Authorization.

import { isBasic, parseBasic } from "../codec/http_basic.ts";
import { fieldValues } from "../codec/http_fields.ts";
import type { HttpRequestHead } from "../codec/http_request.ts";
import type { Credentials } from "./credentials.ts";

export type Visitor =
  /** Without a name where everybody may come in. */
  | { readonly kind: "admitted"; readonly user: string | undefined }
  /** Has not said who it is, which is how clients ask whether they have to. */
  | { readonly kind: "anonymous" }
  | { readonly kind: "refused" };

export function identify({ fields }: HttpRequestHead, credentials: Credentials): Visitor {
  if (!credentials.required) return { kind: "admitted", user: undefined };
  const offers = fieldValues(fields, "proxy-authorization");
  if (!offers.some(isBasic)) return { kind: "anonymous" };
  const claim = offers.length === 1 ? parseBasic(offers[0]!) : undefined;
  if (claim === undefined || !credentials.verify(claim.name, claim.password)) {
    return { kind: "refused" };
  }
  return { kind: "admitted", user: claim.name };
}
