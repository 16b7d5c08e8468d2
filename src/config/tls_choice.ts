// What is asked of the certificate of an `https` proxy.

import type { BuildParts } from "./build_parts.ts";
import { problemWith } from "./origin.ts";
import { readNamedFile } from "./named_file.ts";
import type { Settings } from "./settings.ts";
import type { ProxyKind, TlsChoice } from "./upstream_entry.ts";

export function tlsChoice(
  kind: ProxyKind,
  said: Settings,
  parts: BuildParts,
): TlsChoice | undefined {
  const { tlsServerName: serverName, tlsCaFile: file } = said;
  if (kind === "https") {
    return { serverName: serverName?.value, authorities: authoritiesOf(said, parts) };
  }
  const origin = (serverName ?? file)?.origin;
  if (origin !== undefined) {
    parts.ledger.warn(problemWith(origin, `is for https upstreams, not for ${kind}`));
  }
  return undefined;
}

function authoritiesOf({ tlsCaFile: file }: Settings, parts: BuildParts): readonly string[] {
  const text = file && readNamedFile(file, parts);
  if (file === undefined || text === undefined) return [];
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0) {
    parts.ledger.fail(problemWith(
      file.origin,
      `names ${file.value}, which holds no certificate`,
      "name a file that has one between BEGIN CERTIFICATE and END CERTIFICATE (PEM)",
    ));
  }
  return found;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
