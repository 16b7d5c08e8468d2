// Method and password of a link.

import { findMethod, isCipher2022, isRetiredMethod, METHOD_NAMES } from "../crypto/method_table.ts";
import type { MethodName } from "../crypto/method_table.ts";
import { SAFE_METHODS } from "./method_choice.ts";
import { didYouMean } from "./nearest.ts";
import type { LinkRemark } from "./share_link.ts";
import { decodeLinkBase64 } from "./share_link_base64.ts";
import type { LinkPiece } from "./share_link_piece.ts";

export interface Credentials {
  readonly method: MethodName;
  readonly password: string;
}

/** What stands before the `@` of SIP002. */
export function readUserInfo(userInfo: LinkPiece, remarks: LinkRemark[]): Credentials {
  if (/:|%3A/i.test(userInfo.text)) return readPlain(userInfo);
  const decoded = decodeLinkBase64(userInfo.text);
  if (decoded === undefined) {
    throw userInfo.fault(
      "what stands before the @ is neither base64 nor method:password",
      "copy the whole link; in a password @ : / ? # and % are percent-encoded",
    );
  }
  const credentials = readCredentials(userInfo.meaning(decoded));
  if (isCipher2022(credentials.method)) {
    remarks.push({
      column: userInfo.column,
      message: `method and key of ${credentials.method} are in base64, which SIP002 forbids`,
      hint: "umbra url encode writes the link as other programs read it",
    });
  }
  return credentials;
}

/** `method:password`, as they are. */
export function readCredentials(piece: LinkPiece): Credentials {
  const [method, password] = piece.cut(":");
  if (password === undefined) {
    throw piece.fault(
      "there is no : between method and password",
      "both stand there, as method:password",
    );
  }
  return complete(readMethod(method.text, method), password.text, password);
}

function readPlain(userInfo: LinkPiece): Credentials {
  const [, colon = ":"] = /(:|%3A)/i.exec(userInfo.text) ?? [];
  const end = userInfo.text.indexOf(colon);
  const method = userInfo.slice(0, end);
  const password = userInfo.slice(end + colon.length);
  return complete(
    readMethod(method.percentDecoded("the method"), method),
    password.percentDecoded("the password"),
    password,
  );
}

function complete(method: MethodName, password: string, piece: LinkPiece): Credentials {
  if (password === "" && method !== "none") {
    throw piece.fault("the password is missing", "copy the whole link");
  }
  return { method, password };
}

/** What is unknown is not shown: it may be the password. */
function readMethod(name: string, piece: LinkPiece): MethodName {
  const method = findMethod(name);
  if (method !== undefined) return method;
  if (isRetiredMethod(name)) {
    throw piece.fault(
      `the method ${name.toLowerCase()} is retired: everyone on the way can change the traffic`,
      "the server has to use aes-256-gcm or chacha20-ietf-poly1305",
    );
  }
  throw piece.fault(
    "the method is not known",
    didYouMean(name, METHOD_NAMES, `it is one of ${SAFE_METHODS.join(", ")}`),
  );
}
