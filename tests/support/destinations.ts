// Destination rules and outlets for tests, of which only what matters is named.

import { type DestinationRules, NO_DESTINATIONS } from "../../src/acl/destination_rules.ts";
import type { Outlet } from "../../src/outbound/outlet.ts";
import { FakeDialer } from "./fake_dialer.ts";
import { FakePacketDialer } from "./fake_packets.ts";

export function destinations(rules: Partial<DestinationRules> = {}): DestinationRules {
  return { ...NO_DESTINATIONS, ...rules };
}

export function fakeOutlet(): Outlet {
  return { dialer: new FakeDialer(), packetDialer: new FakePacketDialer() };
}
