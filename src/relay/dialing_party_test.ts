import { assertEquals } from "@std/assert";
import { dialingParty } from "./dialing_party.ts";

const [HOME, ROAD] = ["192.0.2.1", "2001:db8::1"].map((host) => ({ host, port: 50_000 }));

Deno.test("dialingParty() is the user, from wherever, or the address where there is none", () => {
  const parties = [
    { user: "alice", client: HOME! },
    { user: "alice", client: ROAD! },
    { user: undefined, client: HOME! },
    { user: undefined, client: { ...HOME!, port: 1 } },
    { user: HOME!.host, client: ROAD! },
  ].map(dialingParty);
  assertEquals(parties, ["user alice", "user alice", HOME!.host, HOME!.host, "user 192.0.2.1"]);
});
