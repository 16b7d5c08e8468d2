// P12, P13, P14 and P16 of the suite: people with a key, ours or another one.

import type { HostPort } from "../../src/net/address.ts";
import { ABSORBED, REFUSED, SERVED } from "./due.ts";
import { CHOICES } from "./families.ts";
import { say, sayAndFinish } from "./probe.ts";
import type { Row, Targets } from "./row.ts";

export const INSIDERS: readonly Row[] = [
  {
    ...{ id: "P12", about: "sealed requests that no client makes", due: ABSORBED },
    probes: ({ dialect, targets }) => dialect.malformed(targets.unwanted).map(say),
  },
  {
    ...{ id: "P13", about: "openings of another time", due: ABSORBED },
    probes: ({ dialect, targets }) => dialect.untimely(targets.unwanted).map(say),
  },
  {
    ...{ id: "P13", about: "openings that are just in time", due: SERVED },
    probes: ({ dialect, targets }) => dialect.timely(targets.echo).map(sayAndFinish),
  },
  {
    ...{ id: "P14", about: "another key, method or user", due: ABSORBED },
    probes: ({ dialect, targets }) => dialect.foreign(targets.unwanted).map(say),
  },
  {
    ...{ id: "P14", about: "clients of other servers, every method", due: ABSORBED },
    probes: ({ targets, noise }) =>
      CHOICES.map(({ family, method }) => {
        const bytes = () => family.speak(method).opening(targets.unwanted, [noise.bytes(20)]);
        return say({ name: `${method} (${family.name})`, bytes });
      }),
  },
  refusal("a target that refuses", ({ refused }) => refused),
  refusal("a target that is blocked", ({ blocked }) => blocked),
  refusal("a target without address", ({ unspecified }) => unspecified),
  refusal("a target that cannot be reached", ({ unreachable }) => unreachable),
  refusal("a name without address", ({ unresolvable }) => unresolvable),
];

function refusal(about: string, target: (targets: Targets) => HostPort): Row {
  return {
    ...{ id: "P16", about, due: REFUSED },
    probes: ({ dialect, targets, noise }) => [
      say({ name: about, bytes: () => dialect.opening(target(targets), [noise.bytes(20)]) }),
    ],
  };
}
