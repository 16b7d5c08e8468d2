import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { bodyMeter } from "./http_body_meter.ts";

Deno.test("bodyMeter() of an empty body has ended at once", () => {
  const meter = bodyMeter({ kind: "known", bytes: 0 });
  assertEquals(meter.ended, true);
  assertEquals(meter.measure(new Uint8Array(3)), 0);
});

Deno.test("bodyMeter() of a known length ends after so many bytes, however they are cut", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 20 });
  fc.assert(fc.property(fc.nat(100), sizes, (bytes, sizes) => {
    const meter = bodyMeter({ kind: "known", bytes });
    let sent = 0;
    let measured = 0;
    for (const size of sizes) {
      sent += size;
      measured += meter.measure(new Uint8Array(size));
      assertEquals(measured, Math.min(sent, bytes));
      assertEquals(meter.ended, sent >= bytes);
    }
  }));
});

Deno.test("bodyMeter() of a body until close takes everything and never ends", () => {
  const meter = bodyMeter({ kind: "until_close" });
  assertEquals(meter.measure(new Uint8Array(5)), 5);
  assertEquals(meter.measure(new Uint8Array(0)), 0);
  assertEquals(meter.ended, false);
});

Deno.test("bodyMeter() of a chunked body ends after its last chunk", () => {
  const meter = bodyMeter({ kind: "chunked" });
  assertEquals(meter.measure(new TextEncoder().encode("1\r\na\r\n0\r\n\r\nnext")), 11);
  assertEquals(meter.ended, true);
});
