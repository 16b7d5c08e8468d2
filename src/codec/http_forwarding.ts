// Heads on their way through a proxy (RFC 9110 section 7.6, RFC 9112 section 3.2): what was meant for this hop only is
// taken out, what the next hop needs is put in. Bodies pass unchanged, so the fields that frame them stay, whatever
// Connection says. The proxy leaves no trace: no Via, no Forwarded, no Max-Forwards counted down.

import { fieldValues, type HttpField, httpField, listElements } from "./http_fields.ts";
import { encodeHead } from "./http_head.ts";
import { type HttpRequestHead, wantsUpgrade } from "./http_request.ts";
import type { HttpResponseHead } from "./http_response.ts";
import type { ForwardTarget } from "./http_target.ts";

/** For this hop only, named in Connection or not. Fields that begin with {@link PROXY_PREFIX} are as well. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(["connection", "keep-alive", "te", "upgrade"]);

/** Proxy-Authorization above all, which is a secret between the client and us. */
const PROXY_PREFIX = "proxy-";

/** Without these, the next hop would take the body for another message. */
const FRAMING: ReadonlySet<string> = new Set(["content-length", "transfer-encoding", "trailer"]);

/** What the sender of an answer does with the connection next; `none` after interim answers, which decide nothing. */
export type ConnectionOption = "keep-alive" | "close" | "upgrade" | "none";

/**
 * The head for the target. The version stays, so that an HTTP/1.0 client gets no chunks. The connection is for this one
 * exchange: `close`, unless the client asks for another protocol on it.
 */
export function forwardedRequest(head: HttpRequestHead, target: ForwardTarget): Uint8Array {
  const offersUpgrade = wantsUpgrade(head);
  return encodeHead({
    startLine: `${head.method} ${target.originForm} HTTP/${head.version}`,
    fields: [
      httpField("Host", target.authority),
      ...endToEnd(head.fields).filter(({ key }) => key !== "host"),
      ...(acceptsTrailers(head.fields) ? [httpField("TE", "trailers")] : []),
      ...(offersUpgrade ? upgradeFields(head.fields) : [httpField("Connection", "close")]),
    ],
  });
}

/** The head for the client, in our own version. */
export function forwardedResponse(head: HttpResponseHead, option: ConnectionOption): Uint8Array {
  return encodeHead({
    startLine: `HTTP/1.1 ${head.status} ${head.reason}`,
    fields: [...endToEnd(head.fields), ...connectionFields(head.fields, option)],
  });
}

function connectionFields(
  fields: readonly HttpField[],
  option: ConnectionOption,
): readonly HttpField[] {
  if (option === "none") return [];
  return option === "upgrade" ? upgradeFields(fields) : [httpField("Connection", option)];
}

function upgradeFields(fields: readonly HttpField[]): readonly HttpField[] {
  return [
    httpField("Connection", "Upgrade"),
    ...fieldValues(fields, "upgrade").map((protocol) => httpField("Upgrade", protocol)),
  ];
}

function endToEnd(fields: readonly HttpField[]): readonly HttpField[] {
  const named = new Set(listElements(fields, "connection"));
  return fields.filter(({ key }) =>
    FRAMING.has(key) ||
    !(HOP_BY_HOP.has(key) || named.has(key) || key.startsWith(PROXY_PREFIX))
  );
}

/** The one element of TE that is true of the whole path, since trailers pass unchanged. */
function acceptsTrailers(fields: readonly HttpField[]): boolean {
  return listElements(fields, "te").includes("trailers");
}
