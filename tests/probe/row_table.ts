// Every row that is a volley of connections, in the order of their numbers. P9, P11, P17 and P18 ask for other means.

import { DAWDLERS } from "./dawdlers.ts";
import { EAVESDROPPERS } from "./eavesdroppers.ts";
import { INSIDERS } from "./insiders.ts";
import { QUITTERS } from "./quitters.ts";
import type { Row } from "./row.ts";
import { STRANGERS } from "./strangers.ts";

export const ROWS: readonly Row[] = [
  ...STRANGERS,
  ...EAVESDROPPERS,
  ...DAWDLERS,
  ...QUITTERS,
  ...INSIDERS,
].toSorted((a, b) => numberOf(a) - numberOf(b));

function numberOf({ id }: Row): number {
  return Number(id.slice(1));
}
