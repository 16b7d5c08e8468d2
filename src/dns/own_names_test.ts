import { assertEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { parseHosts } from "./hosts_file.ts";
import { ownNames } from "./own_names.ts";
import { type TextFile, WatchedFile } from "./watched_file.ts";

const HOSTS = `
127.0.0.1 localhost
192.0.2.1\tServer.example  server alias   # the first one
2001:db8::1  server.example
# 192.0.2.9 server.example
192.0.2.1 server
192.0.2.2 server localhost
999.0.0.1 bad.example
no-address bad.example
`;

class FakeFile implements TextFile {
  reads = 0;
  looks = 0;
  content: string | undefined = HOSTS;
  version = 1;

  stamp(): string | undefined {
    this.looks++;
    return this.content === undefined ? undefined : String(this.version);
  }

  read(): string | undefined {
    this.reads++;
    return this.content;
  }
}

function scene({ ipv6First = false } = {}) {
  const clock = new ManualClock();
  const file = new FakeFile();
  const hosts = new WatchedFile(file, { clock, parse: parseHosts });
  return { clock, file, find: ownNames({ hosts, ipv6First }) };
}

Deno.test("ownNames() knows the names and aliases of the hosts file, of both families", () => {
  const { find } = scene();
  assertEquals(find("server.example"), ["192.0.2.1", "2001:db8::1"]);
  assertEquals(find("alias"), ["192.0.2.1"]);
  assertEquals(find("server"), ["192.0.2.1", "192.0.2.2"]);
  for (const name of ["bad.example", "other.example", "#"]) assertEquals(find(name), undefined);
});

Deno.test("ownNames() puts the preferred family first", () => {
  const { find } = scene({ ipv6First: true });
  assertEquals(find("server.example"), ["2001:db8::1", "192.0.2.1"]);
  assertEquals(find("localhost"), ["::1", "127.0.0.1"]);
});

Deno.test("ownNames() knows localhost by itself, and names that nobody is to be asked for", () => {
  const { find } = scene();
  for (const name of ["localhost", "a.localhost"]) assertEquals(find(name), ["127.0.0.1", "::1"]);
  for (const name of ["onion", "a.onion", "a.b.invalid"]) assertEquals(find(name), []);
  assertEquals(find("localhost.example"), undefined);
});

Deno.test("WatchedFile reads the file again when it has changed, and looks every 5 s at most", async () => {
  const { clock, file, find } = scene();
  find("server");
  file.content = "192.0.2.7 server";
  file.version++;
  await clock.advance(4999);
  assertEquals([find("server")?.length, file.looks, file.reads], [2, 1, 1]);
  await clock.advance(1);
  assertEquals([find("server"), file.looks, file.reads], [["192.0.2.7"], 2, 2]);
  await clock.advance(5000);
  assertEquals([find("server"), file.looks, file.reads], [["192.0.2.7"], 3, 2]);
});

Deno.test("WatchedFile takes a file that is not there for an empty one, until it is there", async () => {
  const { clock, file, find } = scene();
  file.content = undefined;
  assertEquals(find("server"), undefined);
  await clock.advance(5000);
  file.content = "192.0.2.7 server";
  assertEquals(find("server"), ["192.0.2.7"]);
});
