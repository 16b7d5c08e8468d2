import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseProxyUrl, showProxyUrl } from "./proxy_url.ts";

Deno.test("parseProxyUrl() reads scheme, user, host, port and name", () => {
  const cases: Readonly<Record<string, readonly unknown[]>> = {
    "socks5://192.0.2.1:1080": ["socks5", "192.0.2.1", 1080],
    "socks5h://proxy.example": ["socks5", "proxy.example", 1080],
    "SOCKS://[2001:db8::1]": ["socks5", "2001:db8::1", 1080],
    "socks4://joe@h:4080": ["socks4", "h", 4080, "joe", ""],
    "socks4a://h": ["socks4a", "h", 1080],
    "http://h/": ["http", "h", 80],
    "https://me:p%40ss%3A@[::1]:8443/#my%20proxy": [
      "https",
      "::1",
      8443,
      "me",
      "p@ss:",
      "my proxy",
    ],
    "http://me:a:b@c@h:3128": ["http", "h", 3128, "me", "a:b@c"],
    "http://me:a/b?c@h:3128": ["http", "h", 3128, "me", "a/b?c"],
  };
  for (const [text, [kind, host, port, user, password, name]] of Object.entries(cases)) {
    const read = parseProxyUrl(text);
    assertEquals(
      [read?.kind, read?.address, read?.user?.name, read?.user?.password.reveal(), read?.name],
      [kind, { host, port }, user, password, name],
      text,
    );
  }
});

Deno.test("parseProxyUrl() gives undefined for what is none, or of a kind that nobody knows", () => {
  const texts = [
    "",
    "h:1080",
    "socks6://h:1",
    "socks5:/h:1",
    "socks5://",
    "socks5://:1080",
    "socks5://h:0",
    "socks5://h:65536",
    "socks5://h:x",
    "socks5://::1:1080",
    "socks5://@h:1",
    "socks5://:pw@h:1",
    "socks5://me:%ff@h:1",
    "socks5://me:pw@h:1/path",
    "http://h:1?query",
    "http://300.1.1.1:1",
    "socks5://h:1 ",
    "socks5://h\n:1",
  ];
  assertEquals(texts.filter((text) => parseProxyUrl(text) !== undefined), []);
});

Deno.test("parseProxyUrl() gives back what was percent-encoded, whatever it is", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(fc.property(text, text, text, (user, password, name) => {
    const [u, p, n] = [user, password, name].map(encodeURIComponent);
    const read = parseProxyUrl(`socks5://${u}:${p}@h:1#${n}`);
    assertEquals([read?.user?.name, read?.user?.password.reveal(), read?.name], [
      user,
      password,
      name,
    ]);
  }));
});

Deno.test("showProxyUrl() shows all but the password", () => {
  const url = parseProxyUrl("https://m%40e:hunter2@[::1]:8443#name")!;
  assertEquals(showProxyUrl(url), "https://m%40e@[::1]:8443");
  assertEquals(showProxyUrl(parseProxyUrl("http://h")!), "http://h:80");
});
