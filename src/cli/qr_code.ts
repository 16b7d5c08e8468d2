// A text as a QR code, and the code as a person or a program takes it: on a terminal, as SVG, as PNG.

import { encode } from "uqr";
import { encodePng } from "./png.ts";

/** Rows of modules, true for dark ones, with the light margin that the standard asks for. */
export type QrCode = readonly (readonly boolean[])[];

/** ISO/IEC 18004 section 9.1. */
const MARGIN = 4;
const PIXELS_PER_MODULE = 8;

/** `undefined`: it is too long for any. */
export function qrCode(text: string): QrCode | undefined {
  try {
    return encode(text, { ecc: "M", border: MARGIN }).data;
  } catch {
    return undefined;
  }
}

/** Two rows of modules on each line. With colours it is dark on light, else it needs a dark terminal. */
export function qrLines(code: QrCode, { hasColour }: { readonly hasColour: boolean }): string[] {
  const isInk = (row: number, column: number) => (code[row]?.[column] ?? false) === hasColour;
  const lines: string[] = [];
  for (let row = 0; row < code.length; row += 2) {
    const blocks = code[row]!.map((_, column) =>
      BLOCKS[Number(isInk(row, column)) + 2 * Number(isInk(row + 1, column))]
    ).join("");
    lines.push(hasColour ? `\x1b[30;107m${blocks}\x1b[0m` : blocks);
  }
  return lines;
}

/** Neither half, the upper one, the lower one, both. */
const BLOCKS = " \u2580\u2584\u2588";

export function qrSvg(code: QrCode): string {
  const squares = code.flatMap((row, y) =>
    row.flatMap((isDark, x) => isDark ? [`M${x} ${y}h1v1h-1z`] : [])
  );
  const { length } = code;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${length} ${length}" ` +
    `shape-rendering="crispEdges"><rect width="${length}" height="${length}" fill="#fff"/>` +
    `<path d="${squares.join("")}"/></svg>\n`;
}

export function qrPng(code: QrCode): Promise<Uint8Array> {
  return encodePng(code.length * PIXELS_PER_MODULE, (x, y) => {
    return code[Math.floor(y / PIXELS_PER_MODULE)]![Math.floor(x / PIXELS_PER_MODULE)]!;
  });
}
