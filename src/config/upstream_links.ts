// What goes through what. Names that lead nowhere, or in a circle, are told of.

import type { Ledger } from "./ledger.ts";
import { didYouMean } from "./nearest.ts";
import { problemWith, type Sourced } from "./origin.ts";
import { showReference } from "./proxy_url.ts";
import type { Hop } from "./route_settings.ts";
import { UpstreamBook } from "./upstream_book.ts";
import type { Draft } from "./upstream_draft.ts";
import type { UpstreamEntry } from "./upstream_entry.ts";

type Through = Sourced<readonly Hop[]> | undefined;

export interface Linked {
  /** Those that only a URL in a `through` names come last. */
  readonly upstreams: readonly Sourced<UpstreamEntry>[];
  /** What everything goes through that says nothing else. */
  readonly carrier: string | undefined;
}

/** `above`: the `through` at the top, which drafts have where they say nothing else. */
export function linkUpstreams(drafts: readonly Draft[], above: Through, ledger: Ledger): Linked {
  const book = new UpstreamBook();
  const named = withNames(drafts, book, ledger);
  const throughOf = new Map(named.map(({ name, through }) => [name, through]));
  for (const name of carriersBelow(throughOf, above)) throughOf.set(name, undefined);
  const names = [...throughOf.keys()];
  for (const through of new Set([...throughOf.values(), above])) {
    refuseUnknown(through, names, ledger);
  }
  // Whoever follows them further on would not come to an end.
  for (const name of refuseCircles(throughOf, ledger)) throughOf.set(name, undefined);
  for (const draft of named) refusePlugin(draft, throughOf.get(draft.name), ledger);
  const upstreams = named.map(({ name, body, origin }): Sourced<UpstreamEntry> => ({
    value: { ...body, name, through: book.carrierOf(throughOf.get(name)) },
    origin,
  }));
  const carrier = book.carrierOf(above);
  return { upstreams: [...upstreams, ...book.carriers], carrier };
}

/** Each one's own: those that rules count on have the first choice. */
function withNames(
  drafts: readonly Draft[],
  book: UpstreamBook,
  ledger: Ledger,
): readonly Draft[] {
  const byRight = drafts.toSorted((a, b) => Number(b.isNamed) - Number(a.isNamed));
  const names = new Map(byRight.map((draft) => [draft, book.claim(draft.name)]));
  return drafts.map((draft) => {
    const name = names.get(draft)!;
    if (draft.isNamed && name !== draft.name) {
      const predicate = `is called ${name}: ${draft.name} is the name of another one`;
      ledger.warn(problemWith(draft.origin, predicate, "give each a name of its own"));
    }
    return { ...draft, name };
  });
}

/** Of what the top names, that which says nothing of its own: it cannot go through itself. */
function carriersBelow(throughOf: ReadonlyMap<string, Through>, above: Through): readonly string[] {
  const [last] = walk(firstName(above), (name) => {
    const through = throughOf.get(name);
    return through === above ? undefined : firstName(through);
  }).slice(-1);
  return last !== undefined && throughOf.get(last) === above ? [last] : [];
}

function refuseUnknown(through: Through, names: readonly string[], ledger: Ledger): void {
  const name = firstName(through);
  if (through === undefined || name === undefined || names.includes(name)) return;
  const hint = didYouMean(
    name,
    names,
    "name an entry of servers or upstreams, or give a URL such as socks5://192.0.2.1:1080",
  );
  const predicate = `names ${showReference(name)}, which is no upstream`;
  ledger.fail(problemWith(through.origin, predicate, hint));
}

/** The names in circles. */
function refuseCircles(
  throughOf: ReadonlyMap<string, Through>,
  ledger: Ledger,
): ReadonlySet<string> {
  const told = new Set<string>();
  for (const [start, through] of throughOf) {
    const way = walk(start, (name) => firstName(throughOf.get(name)));
    const isClosed = firstName(throughOf.get(way.at(-1)!)) === start;
    if (through === undefined || !isClosed || told.has(start)) continue;
    for (const name of way) told.add(name);
    const circle = [...way, start].join(" -> ");
    const hint = "let one of them go out directly";
    ledger.fail(problemWith(through.origin, `goes in a circle: ${circle}`, hint));
  }
  return told;
}

function refusePlugin({ name, body }: Draft, through: Through, ledger: Ledger): void {
  if (body.kind !== "shadowsocks" || body.server.plugin === undefined) return;
  if (through === undefined || through.value.length === 0) return;
  const predicate = `cannot carry ${JSON.stringify(name)}: its plugin connects by itself`;
  ledger.fail(problemWith(through.origin, predicate, "leave one of the two out"));
}

/** From one to the next, until there is none or it comes to where it has been. */
function walk(
  start: string | undefined,
  next: (name: string) => string | undefined,
): readonly string[] {
  const way: string[] = [];
  for (let name = start; name !== undefined && !way.includes(name); name = next(name)) {
    way.push(name);
  }
  return way;
}

/** Only the first hop may be an upstream that others can go through as well. */
function firstName(through: Through): string | undefined {
  const first = through?.value[0];
  return first?.kind === "name" ? first.name : undefined;
}
