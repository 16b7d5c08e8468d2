// The access control list that a configuration names. A line that is wrong is left out with a warning; where a section is
// unknown, it is not known either what becomes of everything below it.

import type { AclRules } from "../acl/acl_rules.ts";
import { parseAcl } from "../acl/parse_acl.ts";
import type { BuildParts } from "./build_parts.ts";
import type { FullSettings } from "./default_settings.ts";
import { warnOfLines } from "./list_warnings.ts";
import { readNamedFile } from "./named_file.ts";

/** `undefined`: there is none, or it cannot be used. */
export function chooseAcl(settings: FullSettings, parts: BuildParts): AclRules | undefined {
  const { aclFile, aclDialect } = settings;
  if (aclFile === undefined) return undefined;
  const text = readNamedFile(aclFile, parts);
  if (text === undefined) return undefined;
  const { ledger } = parts;
  const file = ledger.use("acl", aclFile);
  const { rules, problems } = parseAcl(text, aclDialect.value);
  for (const { message, hint, line, column } of problems.filter(isSection)) {
    ledger.fail({ message, hint, where: `${file}:${line}:${column}` });
  }
  warnOfLines(problems.filter((problem) => !isSection(problem)), { file, ledger });
  return rules;
}

function isSection({ kind }: { readonly kind: string }): boolean {
  return kind === "section";
}
