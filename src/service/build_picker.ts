// How one of several upstreams is picked, by the name that the configuration has for it.

import type { Balance } from "../config/routing.ts";
import { bySource, byTarget, HashPicker } from "../outbound/hash_picker.ts";
import { LatchedPicker } from "../outbound/latched_picker.ts";
import { LatencyPicker, type LatencyScores } from "../outbound/latency_picker.ts";
import { OrderedPicker } from "../outbound/ordered_picker.ts";
import type { Picker } from "../outbound/picker.ts";
import { StrictPicker } from "../outbound/strict_picker.ts";

export function buildPicker(balance: Balance, scores: LatencyScores): Picker {
  switch (balance) {
    case "ordered":
      return new OrderedPicker();
    case "strict":
      return new StrictPicker();
    case "client_hash":
      return new HashPicker(bySource);
    case "consistent_hash":
      return new HashPicker(byTarget);
    case "latched":
      return new LatchedPicker();
    case "latency":
      return new LatencyPicker(scores);
  }
}
