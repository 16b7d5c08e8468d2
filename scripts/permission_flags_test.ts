import { assertEquals, assertThrows } from "@std/assert";
import { permissionFlags, type PermissionSet } from "./permission_flags.ts";

Deno.test("permissionFlags() grants what is true or listed, and nothing else", () => {
  const flags = permissionFlags({
    net: true,
    run: false,
    env: ["A", "B"],
    read: [],
    ffi: ["x.so"],
  });
  assertEquals(flags, ["--allow-net", "--allow-env=A,B", "--allow-ffi=x.so"]);
});

Deno.test("permissionFlags() throws when it cannot say the same in flags", () => {
  const strange = { read: { allow: ["/etc"], deny: ["/etc/shadow"] } } as unknown as PermissionSet;
  assertThrows(() => permissionFlags(strange), TypeError, `"read"`);
  assertThrows(() => permissionFlags({ read: ["/a,/b"] }), TypeError, `"read"`);
});
