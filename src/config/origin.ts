// Where a value came from. It decides who wins (flags over environment over file over defaults), it is what
// `umbra check` prints, and it is what an error points at.

import type { Failure, Problem } from "./problem.ts";

export type Source = "default" | "file" | "environment" | "flag";

/** The only place where precedence lives. */
const STRENGTH: Readonly<Record<Source, number>> = { default: 0, file: 1, environment: 2, flag: 3 };

export interface Origin {
  readonly source: Source;
  /** The name by which the user wrote it: "-p", "server_port", "UMBRA_PASSWORD". */
  readonly subject: string;
  /** "config.json:3:5", for what stands in a file. */
  readonly place: string | undefined;
  /** In what sense it is taken, where another program has its own. */
  readonly sense?: string;
}

export interface Sourced<T> {
  readonly value: T;
  readonly origin: Origin;
}

export const DEFAULT_ORIGIN: Origin = { source: "default", subject: "default", place: undefined };

/** Whether `a` comes from a stronger source than `b`; what does not exist is weaker than everything. */
export function outranks(
  a: Sourced<unknown> | undefined,
  b: Sourced<unknown> | undefined,
): boolean {
  if (a === undefined) return false;
  return b === undefined || STRENGTH[a.origin.source] > STRENGTH[b.origin.source];
}

/** "config.json:3:5", "flag -p", "UMBRA_PASSWORD", "default". */
export function describeOrigin({ source, subject, place, sense }: Origin): string {
  const from = place ?? (source === "flag" ? `flag ${subject}` : subject);
  return sense === undefined ? from : `${from} (${sense})`;
}

/** A problem told of the thing that the user wrote: "server_port" + "must be ...". */
export function problemWith(origin: Origin, predicate: string, hint: string): Failure;
export function problemWith(origin: Origin, predicate: string, hint?: string): Problem;
export function problemWith(origin: Origin, predicate: string, hint?: string): Problem {
  return { message: `${origin.subject} ${predicate}`, hint, where: origin.place };
}
