import { assertEquals, assertMatch } from "@std/assert";
import { qrCode, qrLines, qrPng, qrSvg } from "./qr_code.ts";

const CODE = qrCode("ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888#Example1")!;

Deno.test("qrCode() has a light margin of four modules, and gives up on what is too long", () => {
  assertEquals(CODE.slice(0, 4).flat().some((isDark) => isDark), false);
  assertEquals(CODE[4]!.slice(0, 12), "....#######.".split("").map((mark) => mark === "#"));
  assertEquals(qrCode("x".repeat(4000)), undefined);
});

Deno.test("qrLines() shows two rows on a line: dark on light, or light on a dark terminal", () => {
  const [plain, coloured] = [false, true].map((hasColour) => qrLines(CODE, { hasColour }));
  assertEquals(plain!.length, Math.ceil(CODE.length / 2));
  assertEquals(plain![2]!.slice(0, 12), "████ ▄▄▄▄▄ █");
  assertEquals(coloured![2]!.slice(0, 21), "\x1b[30;107m    █▀▀▀▀▀█ ");
});

Deno.test("qrSvg() draws one square for each dark module", () => {
  const svg = qrSvg(CODE);
  const dark = CODE.flat().filter((isDark) => isDark).length;
  assertEquals(svg.match(/M\d+ \d+h1v1h-1z/g)?.length, dark);
  assertMatch(svg, /^<svg [^>]*viewBox="0 0 (\d+) \1"/);
});

Deno.test("qrPng() holds each module as black or white pixels", async () => {
  const png = await qrPng(CODE);
  const side = CODE.length * 8;
  assertEquals([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer, png.byteOffset);
  assertEquals([view.getUint32(16), view.getUint32(20)], [side, side]);
  const packed = png.slice(41, 41 + view.getUint32(33));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const rows = new Uint8Array(await new Response(stream).arrayBuffer());
  // With eight pixels to a module, a byte is one.
  const modules = CODE.flatMap((row) =>
    Array.from({ length: 8 }, () => [0, ...row.map((isDark) => isDark ? 0 : 0xff)]).flat()
  );
  assertEquals([...rows], modules);
});
