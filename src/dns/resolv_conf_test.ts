import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseResolvConf } from "./resolv_conf.ts";

const DEFAULTS = {
  servers: [],
  search: [],
  ndots: 1,
  timeoutSeconds: 5,
  attempts: 2,
  rotate: false,
};

Deno.test("parseResolvConf() gives what the C library would assume when the file says nothing", () => {
  for (const text of ["", "\n\n", "# nameserver 192.0.2.1\n; search example\n", "options\n"]) {
    assertEquals(parseResolvConf(text), DEFAULTS, text);
  }
});

Deno.test("parseResolvConf() reads servers, search list and options", () => {
  const text = `
    # made by a program
    domain old.example
    search Corp.Example example.  # the last one counts
    nameserver 192.0.2.1
    nameserver\t2001:db8::53
    nameserver fe80::1%eth0
    nameserver not-an-address
    options ndots:2 timeout:1
    options rotate attempts:3 ndots:4 edns0
  `;
  assertEquals(parseResolvConf(text), {
    servers: ["192.0.2.1", "2001:db8::53"],
    search: ["corp.example", "example"],
    ndots: 4,
    timeoutSeconds: 1,
    attempts: 3,
    rotate: true,
  });
});

Deno.test("parseResolvConf() keeps to the limits of the C library", () => {
  const servers = [1, 2, 3, 4].map((n) => `nameserver 192.0.2.${n}\n`).join("");
  const search = `search ${[1, 2, 3, 4, 5, 6, 7].map((n) => `d${n}.example`).join(" ")}\n`;
  const conf = parseResolvConf(`${servers}${search}options ndots:99 timeout:999 attempts:99\n`);
  assertEquals(conf.servers.length, 3);
  assertEquals(conf.search.length, 6);
  assertEquals([conf.ndots, conf.timeoutSeconds, conf.attempts], [15, 30, 5]);
  const odd = parseResolvConf("options ndots:x timeout:0 attempts:-1 ndots:\n");
  assertEquals([odd.ndots, odd.timeoutSeconds, odd.attempts], [1, 5, 2]);
});

Deno.test("parseResolvConf() reads any text", () => {
  const word = fc.constantFrom("nameserver", "search", "options", "ndots:", "192.0.2.1", "\n", "#");
  const text = fc.array(fc.oneof(word, fc.string()), { maxLength: 20 });
  fc.assert(fc.property(text, (words) => void parseResolvConf(words.join(" "))));
});
