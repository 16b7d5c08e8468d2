import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { METHOD_NAMES } from "../crypto/method_table.ts";
import { Secret } from "./secret.ts";
import { type LinkedServer, LinkError } from "./share_link.ts";
import { readShareLink, withoutControls } from "./share_link_reader.ts";
import { writeLegacyLink, writeShareLink } from "./share_link_writer.ts";

const PLAIN = {
  address: { host: "192.168.100.1", port: 8888 },
  method: "aes-128-gcm",
  password: "test",
  tag: "",
  plugin: undefined,
  saltPrefix: "",
} as const;
const KEY_2022 = "YctPZ6U7xPPcU+gp3u+0tx/tRizJN9K8y+uKlW2qjlI=";

const EXAMPLES: readonly (readonly [string, Partial<Shown>])[] = [
  ["ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888#Example1", { tag: "Example1" }],
  [
    "ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888/?plugin=obfs-local%3Bobfs%3Dhttp#Ann's%20%26%20%C3%96",
    { tag: "Ann's & Ö", plugin: { name: "obfs-local", options: "obfs=http" } },
  ],
  [
    "ss://2022-blake3-aes-256-gcm:YctPZ6U7xPPcU%2Bgp3u%2B0tx%2FtRizJN9K8y%2BuKlW2qjlI%3D@192.168.100.1:8888/?plugin=v2ray-plugin%3Bserver#Example3",
    {
      method: "2022-blake3-aes-256-gcm",
      password: KEY_2022,
      plugin: { name: "v2ray-plugin", options: "server" },
      tag: "Example3",
    },
  ],
];

for (const [link, differs] of EXAMPLES) {
  Deno.test(`readShareLink() and writeShareLink() agree on ${link}`, () => {
    const { server, remarks } = readShareLink(link);
    assertEquals([shown(server), remarks], [{ ...PLAIN, ...differs }, []]);
    assertEquals(writeShareLink(server), link);
  });
}

const VARIANTS: readonly (readonly [string, string, Partial<Shown>])[] = [
  ["padding", "ss://YWVzLTEyOC1nY206dGVzdA==@192.168.100.1:8888", {}],
  ["percent-encoded padding", "ss://YWVzLTEyOC1nY206dGVzdA%3D%3d@192.168.100.1:8888", {}],
  [
    "the standard alphabet",
    `ss://${btoa("aes-128-gcm:??>>~~")}@192.168.100.1:8888`,
    { password: "??>>~~" },
  ],
  ["percent-encoding", "ss://aes-128-gcm:t%65st@192.168.100.1:8888", {}],
  ["an encoded colon", "ss://aes-128-gcm%3Ate:st@192.168.100.1:8888", { password: "te:st" }],
  ["an @ left as it is", "ss://AES-128-GCM:te@st@192.168.100.1:8888", { password: "te@st" }],
  ["space and line ends around it", " \r\nSS://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888\n\n", {}],
  ["a slash at the end", "ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888/", {}],
  [
    "brackets",
    "ss://YWVzLTEyOC1nY206dGVzdA@[2001:db8::1]:8888",
    { address: { host: "2001:db8::1", port: 8888 } },
  ],
  ["the older form", `ss://${btoa("aes-128-gcm:test@192.168.100.1:8888")}#a%20b`, { tag: "a b" }],
  [
    "the older form, : and @ in the password",
    `ss://${btoa("aes-128-gcm:te:s@t@192.168.100.1:8888")}/`,
    { password: "te:s@t" },
  ],
  [
    "Outline's prefix",
    "ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888/?outline=1&prefix=%16%03%01%00%C2%A8",
    { saltPrefix: "\x16\x03\x01\x00\xa8" },
  ],
  ["no plugin", "ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888?plugin=", {}],
  ["a tag that is not encoded", "ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888#100%", {
    tag: "100%",
  }],
  [
    "a tag that would speak to the terminal",
    "ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888#%1B[2Jme%E2%80%AE",
    { tag: "[2Jme" },
  ],
];

for (const [what, link, differs] of VARIANTS) {
  Deno.test(`readShareLink() takes ${what}`, () => {
    const { server, remarks } = readShareLink(link);
    assertEquals([shown(server), remarks], [{ ...PLAIN, ...differs }, []]);
  });
}

Deno.test("readShareLink() tells what it has filled in or ignored, and where", () => {
  const { server, remarks } = readShareLink("ss://YWVzLTEyOC1nY206dGVzdA@a.example?group=x&obfs=1");
  assertEquals(server.address, { host: "a.example", port: 8388 });
  assertEquals(remarks.map(({ column, message }) => [column, message]), [
    [29, "no port is given, so it is 8388"],
    [39, '"group" is not known here, and ignored'],
    [47, '"obfs" is not known here, and ignored'],
  ]);
  const bent = readShareLink(`ss://${btoa(`2022-blake3-aes-256-gcm:${KEY_2022}`)}@a.example:1`);
  assertEquals(bent.server.password.reveal(), KEY_2022);
  assertEquals(bent.remarks.length, 1);
});

const SECRET = "hunter2hunter2";
const USER = btoa(`aes-128-gcm:${SECRET}`).replace(/=+$/, "");
const MALFORMED: readonly (readonly [string, number, string])[] = [
  ["", 1, "it is no link of a Shadowsocks server"],
  ["vmess://x", 1, "it is no link of a Shadowsocks server"],
  ["  ss://", 8, "there is neither an @ before the host nor base64 of all that it needs"],
  [`ss://aes-128-gcm:${SECRET}#x@a:1`, 6, "there is neither an @"],
  [`ss://${btoa(`aes-128-gcm:${SECRET}`)}`, 6, "it does not say where the server is"],
  [`ss://${SECRET}@a:1`, 6, "what stands before the @ is neither base64 nor method:password"],
  [`ss://${btoa(SECRET)}@a:1`, 6, "there is no : between method and password"],
  [`ss://${SECRET}:aes-128-gcm@a:1`, 6, "the method is not known"],
  [`ss://rc4-md5:${SECRET}@a:1`, 6, "the method rc4-md5 is retired"],
  ["ss://aes-128-gcm:@a:1", 18, "the password is missing"],
  [`ss://aes-128-gcm:${SECRET}%@a:1`, 18 + SECRET.length, "the password has a lone %"],
  [`ss://aes-128-gcm:${SECRET}%ff@a:1`, 18, "the password is not UTF-8"],
  [`ss://${USER}@`, 7 + USER.length, "the host is missing"],
  [`ss://${USER}@:80`, 7 + USER.length, "the host is missing"],
  [`ss://${USER}@2001:db8::1:80`, 7 + USER.length, "an IPv6 address stands without brackets"],
  [`ss://${USER}@a b:80`, 7 + USER.length, "the host is none"],
  [`ss://${USER}@a:0`, 9 + USER.length, "the port must be 1 to 65535"],
  [`ss://${USER}@[::1]:65536`, 13 + USER.length, "the port must be 1 to 65535"],
  [`ss://${USER}@a:1/b`, 11 + USER.length, "there is a path behind the port"],
  [`ss://${USER}@a:1?plugin=/bin/sh`, 18 + USER.length, "the plugin is no bare name"],
  [`ss://${USER}@a:1?plugin=..`, 18 + USER.length, "the plugin is no bare name"],
  [`ss://${USER}@a:1?plugin=-x`, 18 + USER.length, "the plugin is no bare name"],
  [`ss://${USER}@a:1?plugin=x%3Ba%00`, 18 + USER.length, "the plugin's options have a control"],
  [`ss://${USER}@a:1?prefix=%E2%82%AC`, 18 + USER.length, "the prefix has a character above"],
];

for (const [link, column, message] of MALFORMED) {
  Deno.test(`readShareLink() says at column ${column} of ${JSON.stringify(link)}: ${message}`, () => {
    const error = assertThrows(() => readShareLink(link), LinkError, message);
    assertEquals(error.column, column);
    assert(error.hint !== "");
    assert(!`${error.message}${error.hint}`.includes(SECRET));
  });
}

Deno.test("readShareLink() gives what writeShareLink() was given", () => {
  fc.assert(fc.property(anyServer(), (server) => {
    const read = readShareLink(writeShareLink(server));
    assertEquals([shown(read.server), read.remarks], [shown(server), []]);
  }));
});

Deno.test("readShareLink() gives what writeLegacyLink() was given, plugin and prefix apart", () => {
  fc.assert(fc.property(anyServer(), (server) => {
    const bare = { ...server, plugin: undefined, saltPrefix: "" };
    assertEquals(shown(readShareLink(writeLegacyLink(server)).server), shown(bare));
  }));
});

Deno.test("readShareLink() reads or throws a LinkError inside the text, whatever it is given", () => {
  const broken = fc.tuple(anyServer(), fc.nat(), fc.string({ maxLength: 3 })).map(
    ([server, at, bit]) => {
      const link = writeShareLink(server);
      const cut = at % link.length;
      return link.slice(0, cut) + bit + link.slice(cut + bit.length);
    },
  );
  fc.assert(fc.property(fc.oneof(broken, fc.string({ unit: "binary" })), (text) => {
    try {
      readShareLink(text);
    } catch (error) {
      assert(error instanceof LinkError, String(error));
      assert(error.column >= 1 && error.column <= text.length + 1);
    }
  }));
});

interface Shown extends Omit<LinkedServer, "password"> {
  readonly password: string;
}

function shown(server: LinkedServer): Shown {
  return { ...server, password: server.password.reveal() };
}

function anyServer(): fc.Arbitrary<LinkedServer> {
  const text = (options?: fc.StringConstraints) =>
    fc.string({ unit: "binary", ...options }).map((any) => any.toWellFormed());
  return fc.record({
    address: fc.record({
      host: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()),
      port: fc.integer({ min: 1, max: 65_535 }),
    }),
    method: fc.constantFrom(...METHOD_NAMES),
    password: text({ minLength: 1 }).map((any) => new Secret(any)),
    tag: text().map(withoutControls),
    plugin: fc.option(
      fc.record({
        name: fc.stringMatching(/^[a-z][a-z0-9_.-]{0,9}$/),
        options: fc.stringMatching(/^([a-z0-9;= /%&#?@]|\\[\\;=]){0,20}$/),
      }),
      { nil: undefined },
    ),
    saltPrefix: fc.uint8Array({ maxLength: 16 }).map((bytes) => String.fromCharCode(...bytes)),
  });
}
