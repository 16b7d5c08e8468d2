import { assertEquals } from "@std/assert";
import { failure, load, problems } from "../../tests/support/load_config.ts";
import type { LocalConfig } from "./config.ts";

const SERVER = { server: "192.0.2.1", method: "aes-256-gcm", password: "a-long-password" };
const FILE = JSON.stringify({ ...SERVER, acl: "a.acl" });

Deno.test("acl names a file whose rules are in the Config", () => {
  const { config, warnings, values } = load<LocalConfig>("local", {
    file: FILE,
    files: { "a.acl": "[bypass_all]\n[proxy_list]\n||example.com\n" },
  });
  assertEquals(config.routing.acl?.byDefault, "bypass");
  assertEquals(config.routing.acl?.proxy.suffixes, ["example.com"]);
  assertEquals([warnings, values.find(({ name }) => name === "acl")?.value], [[], "a.acl"]);
});

Deno.test("an entry of locals may have a list of its own", () => {
  const locals = [{ local_port: 1081, acl: "b.acl" }];
  const { config } = load<LocalConfig>("local", {
    file: JSON.stringify({ ...SERVER, acl: "a.acl", locals }),
    files: { "a.acl": "", "b.acl": "[proxy_list]\n||own.example\n" },
  });
  assertEquals(config.routing.acl?.proxy.suffixes, ["own.example"]);
});

Deno.test("a line of an ACL that is wrong is left out with its place", () => {
  const said = { file: FILE, files: { "a.acl": "10.0.0.0/8\n300.1.1.1\n" } };
  const { config, warnings } = load<LocalConfig>("local", said);
  assertEquals(config.routing.acl?.bypass.cidrs, ["10.0.0.0/8"]);
  assertEquals(warnings, ["300.1.1.1 is no IP address or block"]);
});

Deno.test("an unknown section of an ACL is an error, and so is a file that cannot be read", () => {
  const error = failure("local", {
    file: FILE,
    files: { "a.acl": "\n[bypas_list]\n10.0.0.0/8\n" },
  });
  assertEquals(error.problems.map(({ hint, where }) => [hint, where]), [
    ["did you mean [bypass_list]?", "a.acl:2:1"],
  ]);
  assertEquals(problems("local", { file: FILE }), ["acl names a.acl, which does not exist"]);
});

Deno.test("one server cannot have an ACL for itself, which is told of", () => {
  const { config, warnings } = load<LocalConfig>("local", {
    file: JSON.stringify({ servers: [{ ...SERVER, acl: "a.acl" }] }),
  });
  assertEquals(config.routing.acl, undefined);
  assertEquals(warnings, [
    "servers[0].acl is not for one server alone: without it targets are reached that the list keeps out",
  ]);
});
