import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { formatBasic, isBasic, parseBasic } from "./http_basic.ts";

Deno.test("parseBasic() reads the example of RFC 7617", () => {
  const user = { name: "Aladdin", password: "open sesame" };
  assertEquals(parseBasic("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), user);
  assertEquals(parseBasic("bAsIc   QWxhZGRpbjpvcGVuIHNlc2FtZQ"), user);
});

Deno.test("parseBasic() reads any name without a colon and any password", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (name, password) => {
      fc.pre(!name.includes(":"));
      const encoded = new TextEncoder().encode(`${name}:${password}`).toBase64();
      assertEquals(parseBasic(`Basic ${encoded}`), { name, password });
    }),
  );
});

Deno.test("parseBasic() keeps a byte order mark, so that no two spellings give one name", () => {
  assertEquals(parseBasic("Basic 77u/YTpi"), { name: "\ufeffa", password: "b" });
});

const UNREADABLE = {
  "no base64": "Basic",
  "an empty string": "Basic ",
  "no colon": `Basic ${btoa("alice")}`,
  "white space in base64": "Basic YTpi YTpi",
  "the alphabet of URLs": "Basic _-_-",
  "too much padding": "Basic YTpi====",
  "padding in the middle": "Basic YT==pi",
  "a length that base64 does not have": "Basic YTpiY",
  "bytes that are not UTF-8": `Basic ${btoa("a:\xff")}`,
  "another scheme": `Bearer ${btoa("a:b")}`,
};
for (const [what, value] of Object.entries(UNREADABLE)) {
  Deno.test(`parseBasic() is undefined for ${what}`, () => {
    assertEquals(parseBasic(value), undefined);
  });
}

Deno.test("isBasic() tells Basic from other schemes", () => {
  assertEquals(["Basic", "basic x", "BASIC  x"].map(isBasic), [true, true, true]);
  assertEquals(["", "Digest x", "Basically x", "Bearer Basic"].map(isBasic), [
    false,
    false,
    false,
    false,
  ]);
});

Deno.test("formatBasic() writes what parseBasic() reads", () => {
  const credentials = fc.record({ name: fc.string({ unit: "grapheme" }), password: fc.string() });
  fc.assert(fc.property(credentials, (user) => {
    fc.pre(!user.name.includes(":"));
    assertEquals(parseBasic(formatBasic(user)), user);
  }));
});

Deno.test("formatBasic() refuses what has no place in it, without telling it", () => {
  for (
    const user of [
      { name: "a:b", password: "hidden" },
      { name: "a\n", password: "hidden" },
      { name: "a", password: "hidden\r\nX: y" },
    ]
  ) {
    const error = assertThrows(() => formatBasic(user), RangeError);
    assertEquals(error.message.includes("hidden"), false);
  }
});
