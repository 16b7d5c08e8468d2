import { assertEquals } from "@std/assert";
import { hostIn, suffixIn } from "./plain_pattern.ts";

Deno.test("suffixIn() finds the name in patterns that say it with all that is below it", () => {
  const patterns = [
    String.raw`(^|\.)Example-1\.com$`,
    String.raw`(?:^|\.)example-1\.com$`,
    String.raw`(\.|^)example-1\.com$`,
    String.raw`^(.+\.)?example-1\.com$`,
    String.raw`^(?:.*\.)?example-1\.com$`,
  ];
  for (const pattern of patterns) {
    assertEquals(suffixIn(pattern), "example-1.com", pattern);
    // It is no other than what the pattern finds.
    const regExp = new RegExp(pattern.toLowerCase());
    for (const name of ["example-1.com", "www.example-1.com", "a.b.example-1.com"]) {
      assertEquals(regExp.test(name), true, `${pattern} in ${name}`);
    }
    for (const name of ["my-example-1.com", "example-1.com.au", "example-1xcom"]) {
      assertEquals(regExp.test(name), false, `${pattern} in ${name}`);
    }
  }
});

Deno.test("hostIn() finds the name in patterns that say it alone", () => {
  assertEquals(hostIn(String.raw`^WWW\.example-1\.com$`), "www.example-1.com");
  assertEquals(hostIn("^localhost$"), "localhost");
});

Deno.test("suffixIn() and hostIn() leave alone what says anything else", () => {
  const patterns = [
    String.raw`\.example\.com$`,
    String.raw`(^|\.)example\.com`,
    String.raw`(^|\.)example.com$`,
    String.raw`(^|\.)example\.$`,
    String.raw`(^|\.)exam[pb]le\.com$`,
    String.raw`^(.+\.)example\.com$`,
    String.raw`^example\.com`,
    String.raw`^example.com$`,
    String.raw`example\.com$`,
    "(^|\\.)$",
    "^$",
    "",
  ];
  for (const pattern of patterns) {
    assertEquals([suffixIn(pattern), hostIn(pattern)], [undefined, undefined], pattern);
  }
});
