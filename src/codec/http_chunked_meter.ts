// Where a chunked body ends (RFC 9112 section 7.1). Extensions and trailers go through unread, but not unchecked: lines
// end with CRLF only, hold no control character and are bounded.
//
//   +-----------------------------------------------------+--------------------+----------------------+------+
//   | n x (size in hex [";" extension] CRLF  data  CRLF)  | "0" [";" ext] CRLF | trailer fields, CRLF | CRLF |
//   +-----------------------------------------------------+--------------------+----------------------+------+

import { DecodeError } from "./decode_error.ts";
import type { BodyMeter } from "./http_body_meter.ts";
import { MAX_HEAD_BYTES } from "./http_head_collector.ts";
import { isToken } from "./http_fields.ts";

/** Exact as a number, and more than any chunk. */
const MAX_SIZE_DIGITS = 12;

/** Size, extension and CRLF. Signed chunks, the longest known use of extensions, take about a hundred. */
const MAX_SIZE_LINE_BYTES = 1024;

const HTAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SP = 0x20;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const DEL = 0x7f;

/** What the next byte is. `_lf`: the LF after a CR. */
type Place =
  | "size"
  /** White space after the size: before a semicolon, or because old servers pad sizes with it. */
  | "size_space"
  | "extension"
  | "size_lf"
  | "data"
  | "data_cr"
  | "data_lf"
  | "trailer_start"
  | "trailer_name"
  | "trailer_value"
  | "trailer_lf"
  | "last_lf"
  | "end";

export class ChunkedMeter implements BodyMeter {
  #place: Place = "size";
  /** Digits of the size so far. */
  #digits = 0;
  /** The size so far; in "data", what is left of it. */
  #size = 0;
  /** Bytes of the size line so far, later those of all trailers. */
  #lineBytes = 0;

  get ended(): boolean {
    return this.#place === "end";
  }

  measure(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && this.#place !== "end") {
      if (this.#place === "data") at += this.#skipData(bytes.length - at);
      else this.#place = this.#next(this.#place, bytes[at++]!);
    }
    return at;
  }

  #skipData(available: number): number {
    const skipped = Math.min(this.#size, available);
    this.#size -= skipped;
    if (this.#size === 0) this.#place = "data_cr";
    return skipped;
  }

  #next(place: Exclude<Place, "data" | "end">, byte: number): Place {
    switch (place) {
      case "size":
      case "size_space":
      case "extension":
        this.#countLineByte(MAX_SIZE_LINE_BYTES);
        return this.#nextInSizeLine(place, byte);
      case "size_lf":
        expect(byte, LF);
        return this.#afterSizeLine();
      case "data_cr":
        expect(byte, CR);
        return "data_lf";
      case "data_lf":
        expect(byte, LF);
        return "size";
      case "trailer_start":
      case "trailer_name":
      case "trailer_value":
        this.#countLineByte(MAX_HEAD_BYTES);
        return nextInTrailer(place, byte);
      case "trailer_lf":
        expect(byte, LF);
        return "trailer_start";
      case "last_lf":
        expect(byte, LF);
        return "end";
    }
  }

  #nextInSizeLine(place: "size" | "size_space" | "extension", byte: number): Place {
    if (place === "extension") return nextInText(byte, { place, afterCr: "size_lf" });
    const digit = place === "size" ? hexDigit(byte) : undefined;
    if (digit !== undefined) return this.#addDigit(digit);
    if (this.#digits === 0) throw broken("a chunk has no size");
    if (byte === CR) return "size_lf";
    if (byte === SEMICOLON) return "extension";
    if (byte === SP || byte === HTAB) return "size_space";
    throw broken("a chunk's size is not hexadecimal");
  }

  #addDigit(digit: number): Place {
    if (++this.#digits > MAX_SIZE_DIGITS) throw broken("a chunk is too large");
    this.#size = this.#size * 16 + digit;
    return "size";
  }

  #afterSizeLine(): Place {
    this.#digits = 0;
    this.#lineBytes = 0;
    return this.#size === 0 ? "trailer_start" : "data";
  }

  #countLineByte(limit: number): void {
    if (++this.#lineBytes > limit) {
      throw new DecodeError(
        "too_long",
        `Cannot find the body's end: over ${limit} bytes are not body`,
      );
    }
  }
}

function nextInTrailer(
  place: "trailer_start" | "trailer_name" | "trailer_value",
  byte: number,
): Place {
  if (place === "trailer_value") return nextInText(byte, { place, afterCr: "trailer_lf" });
  if (place === "trailer_start" && byte === CR) return "last_lf";
  if (place === "trailer_name" && byte === COLON) return "trailer_value";
  if (isToken(String.fromCharCode(byte))) return "trailer_name";
  throw broken("a trailer is not a field");
}

/** Text up to a CR: anything but controls, HTAB excepted. */
function nextInText(byte: number, { place, afterCr }: { place: Place; afterCr: Place }): Place {
  if (byte === CR) return afterCr;
  if ((byte < SP && byte !== HTAB) || byte === DEL) throw broken("it has a control character");
  return place;
}

function hexDigit(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : undefined;
}

function expect(byte: number, wanted: number): void {
  if (byte !== wanted) throw broken("CRLF is missing");
}

function broken(reason: string): DecodeError {
  return new DecodeError("bad_field", `Cannot find the body's end: ${reason}`);
}
