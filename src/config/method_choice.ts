// Which method to use: one that authenticates, or a word on why not.

import {
  findMethod,
  isRetiredMethod,
  METHOD_NAMES,
  type MethodName,
} from "../crypto/method_table.ts";
import type { Ledger } from "./ledger.ts";
import { didYouMean } from "./nearest.ts";
import { problemWith, type Sourced } from "./origin.ts";
import type { Failure, Problem } from "./problem.ts";

/** All that encrypt. */
export const SAFE_METHODS = METHOD_NAMES.filter((name) => name !== "none");
const USE_INSTEAD = "use aes-256-gcm or chacha20-ietf-poly1305, at both ends";
const ONE_OF = `use one of ${SAFE_METHODS.join(", ")}`;

/** `undefined`, and a problem in the ledger, when there is none. */
export function chooseMethod(
  method: Sourced<string>,
  insecure: boolean,
  ledger: Ledger,
): MethodName | undefined {
  if (method.origin.source === "default") ledger.warn(unnamed(method.value));
  const name = findMethod(method.value);
  if (name === undefined) ledger.fail(whyNot(method));
  if (name !== "none") return name;
  if (insecure) {
    ledger.warn(problemWith(method.origin, "is none: everyone on the way can read the traffic"));
    return name;
  }
  ledger.fail(problemWith(
    method.origin,
    "is none, which encrypts nothing",
    `${USE_INSTEAD}, or say --insecure if that is what you want`,
  ));
  return undefined;
}

function unnamed(method: string): Problem {
  const message = `no method is given, so it is ${method}`;
  return { message, hint: "name it with -m, so that both ends agree", where: undefined };
}

function whyNot({ value, origin }: Sourced<string>): Failure {
  if (isRetiredMethod(value)) {
    const why = "encrypts without authenticating, so everyone on the way can change the traffic";
    return problemWith(origin, `names a retired method: ${value} ${why}`, USE_INSTEAD);
  }
  const hint = didYouMean(value, METHOD_NAMES, ONE_OF);
  return problemWith(origin, `names no known method: ${JSON.stringify(value)}`, hint);
}
