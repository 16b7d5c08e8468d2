import { assertEquals } from "@std/assert";
import { SteadyFlow } from "./steady_flow.ts";

const MB = 1024 * 1024;

/** A chunk each time, handed on after so many milliseconds. */
function flowOf(chunks: readonly (readonly [bytes: number, ms: number])[]): SteadyFlow {
  const flow = new SteadyFlow();
  let now = 5_000;
  for (const [bytes, ms] of chunks) {
    flow.leased(bytes, now);
    now += ms;
    flow.returned(now);
  }
  return flow;
}

Deno.test("SteadyFlow.isSteady is true once 16 MB have been handed on", () => {
  assertEquals(new SteadyFlow().isSteady, false);
  assertEquals(flowOf([[10 * MB, 900], [6 * MB - 1, 900]]).isSteady, false);
  assertEquals(flowOf([[10 * MB, 900], [6 * MB, 1000]]).isSteady, true);
});

Deno.test("SteadyFlow.isSteady begins anew when a chunk was not handed on for more than a second", () => {
  assertEquals(flowOf([[16 * MB, 1001]]).isSteady, false);
  assertEquals(flowOf([[16 * MB, 0], [MB, 1001], [15 * MB, 0]]).isSteady, false);
  assertEquals(flowOf([[16 * MB, 0], [MB, 1001], [16 * MB, 0]]).isSteady, true);
});

Deno.test("SteadyFlow does not mind how long nothing comes", () => {
  const flow = new SteadyFlow();
  flow.leased(8 * MB, 1_000);
  flow.returned(1_001);
  flow.leased(8 * MB, 90_000);
  flow.returned(90_001);
  assertEquals(flow.isSteady, true);
});
