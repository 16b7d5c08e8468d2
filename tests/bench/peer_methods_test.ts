import { assertEquals } from "@std/assert";
import { methods2022Of, methodsOf } from "./peer_methods.ts";
import { type Peer, PEERS } from "./peer_table.ts";

const [ANY] = PEERS;
const PEER: Peer = {
  ...ANY!,
  programs: [Deno.execPath()],
  methods: ["aes-256-gcm"],
  methods2022: ["2022-blake3-aes-256-gcm"],
};

Deno.test("methodsOf() has both families", async () => {
  assertEquals(await methodsOf(PEER), ["aes-256-gcm", "2022-blake3-aes-256-gcm"]);
});

Deno.test("methods2022Of() leaves out what a program does not print among its methods", async () => {
  assertEquals(await methods2022Of({ ...PEER, methodsFlag: "--version" }), []);
  const unknownFlag = "--2022-blake3-aes-256-gcm";
  assertEquals(await methods2022Of({ ...PEER, methodsFlag: unknownFlag }), PEER.methods2022);
});
