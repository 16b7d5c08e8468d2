import { assertEquals, assertRejects } from "@std/assert";
import { bodyMeter } from "../codec/http_body_meter.ts";
import { StreamError } from "../net/stream_error.ts";
import { bytesOf, textOf } from "../../tests/support/http_text.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import { memoryPipe } from "../../tests/support/memory_pipe.ts";
import { HttpClientInput } from "./http_client_input.ts";
import { HttpRequestStream } from "./http_request_stream.ts";

Deno.test("HttpRequestStream.read() gives the opening, then the body up to its end", async () => {
  const { request, input, client } = stage({ bodyBytes: 5 });
  assertEquals(await read(request), "opening");
  const saying = client.write(bytesOf("bo")).then(() => client.write(bytesOf("dy!next")));
  assertEquals(await read(request), "bo");
  assertEquals(request.ended, false);
  assertEquals(await read(request), "dy!");
  assertEquals(request.ended, true);
  await saying;
  assertEquals(textOf(input.bytes), "next");
});

for (const further of ["raw", "over"] as const) {
  const given = further === "raw" ? "next" : null;
  Deno.test(`HttpRequestStream.read() waits after the request, then gives ${given} at "${further}"`, async () => {
    const { request, input, client } = stage({ bodyBytes: 0 });
    await read(request);
    const { reading, isPending } = watch(read(request));
    await client.write(bytesOf("next"));
    await settle();
    assertEquals(isPending(), true);
    request.decide(further);
    assertEquals(await reading, given);
    assertEquals(textOf(input.bytes), further === "raw" ? "" : "next");
  });
}

Deno.test('HttpRequestStream.read() ends at "over" though nothing has come', async () => {
  const { request } = stage({ bodyBytes: 0 });
  await read(request);
  const reading = read(request);
  request.decide("over");
  assertEquals(await reading, null);
});

Deno.test('HttpRequestStream.read() waits for the first bytes after "raw"', async () => {
  const { request, client } = stage({ bodyBytes: 0 });
  await read(request);
  const reading = read(request);
  request.decide("raw");
  await client.write(bytesOf("next"));
  assertEquals(await reading, "next");
});

Deno.test('HttpRequestStream.read() ends at "over" inside the body, before and after it waits', async () => {
  const { request, input, client } = stage({ bodyBytes: 5 });
  await read(request);
  const reading = read(request);
  request.decide("over");
  assertEquals(await reading, null);
  assertEquals(await read(request), null);
  await client.write(bytesOf("bo"));
  assertEquals(await read(request), null);
  assertEquals(textOf(input.bytes), "bo");
});

Deno.test("HttpRequestStream.read() ends when the client has finished, before, in and after the body", async () => {
  for (const said of ["", "bo", "body!"]) {
    const { request, client } = stage({ bodyBytes: 5 });
    await read(request);
    const saying = client.write(bytesOf(said)).then(() => client.closeWrite());
    if (said !== "") assertEquals(await read(request), said);
    assertEquals(await read(request), null);
    await saying;
  }
});

Deno.test("HttpRequestStream.read() rejects when the client breaks off after the request", async () => {
  const { request, near } = stage({ bodyBytes: 0 });
  await read(request);
  const reading = read(request);
  near.close();
  await assertRejects(() => reading, StreamError);
});

function stage({ bodyBytes }: { bodyBytes: number }) {
  const { near, far } = memoryPipe();
  const input = new HttpClientInput(near);
  const body = bodyMeter({ kind: "known", bytes: bodyBytes });
  const request = new HttpRequestStream({ input, opening: bytesOf("opening"), body });
  return { request, input, near, client: far };
}

async function read(request: HttpRequestStream): Promise<string | null> {
  const chunk = await request.read();
  return chunk === null ? null : textOf(chunk);
}

function watch<T>(reading: Promise<T>) {
  let pending = true;
  return { reading: reading.finally(() => pending = false), isPending: () => pending };
}
