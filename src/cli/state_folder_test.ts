import { assertEquals } from "@std/assert";
import { stateFolder } from "./state_folder.ts";

const HOME = { HOME: "/home/me" };

Deno.test("stateFolder() is where each platform has such things", () => {
  const folder = (os: typeof Deno.build.os, variables: Readonly<Record<string, string>>) =>
    stateFolder(os, (name) => variables[name]);
  assertEquals(folder("linux", HOME), "/home/me/.local/state/umbra");
  assertEquals(folder("linux", { ...HOME, XDG_STATE_HOME: "/state" }), "/state/umbra");
  assertEquals(
    folder("linux", { ...HOME, STATE_DIRECTORY: "/var/lib/umbra:/b" }),
    "/var/lib/umbra",
  );
  assertEquals(folder("darwin", HOME), "/home/me/Library/Application Support/umbra");
  assertEquals(folder("windows", { LOCALAPPDATA: "C:\\Data" }), "C:\\Data\\umbra");
  assertEquals(folder("linux", { HOME: "" }), undefined);
});
