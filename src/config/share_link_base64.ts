// Base64 as links and lists have it: either alphabet, with or without padding, sometimes with `=` percent-encoded.

/** The text; `undefined` where it is no base64 of UTF-8. */
export function decodeLinkBase64(encoded: string): string | undefined {
  const bare = encoded.replaceAll(/%(3D|2B|2F)/gi, decodeURIComponent)
    .replaceAll("-", "+").replaceAll("_", "/").replace(/={0,2}$/, "");
  if (!/^[A-Za-z0-9+/]+$/.test(bare)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(bare));
  } catch {
    return undefined;
  }
}
