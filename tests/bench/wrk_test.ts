import { assertEquals, assertThrows } from "@std/assert";
import { parseWrk } from "./wrk.ts";

const REPORT = `Running 3s test @ http://127.0.0.1:8080/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.02ms    2.11ms  30.12ms   72.99%
    Req/Sec    14.86k     1.22k   16.52k    71.50%
  Latency Distribution
     50%  684.00us
     75%    1.08ms
     90%    2.00ms
     99%   12.50ms
  44372 requests in 3.00s, 10.71MB read
Requests/sec:  14790.61
Transfer/sec:      3.57MB
`;

Deno.test("parseWrk() takes the figures out of wrk's report", () => {
  assertEquals(parseWrk(REPORT), {
    requests: 44372,
    requestsPerSecond: 14790.61,
    p50Ms: 0.684,
    p99Ms: 12.5,
  });
});

Deno.test("parseWrk() throws when what was measured did not work", () => {
  const errors = (line: string) => REPORT.replace("Requests/sec", `  ${line}\nRequests/sec`);
  const few = errors("Socket errors: connect 0, read 32, write 0, timeout 0");
  assertEquals(parseWrk(few).requests, 44372);
  assertThrows(
    () => parseWrk(errors("Socket errors: connect 0, read 500, write 0, timeout 0")),
    Error,
    "Too much",
  );
  assertThrows(() => parseWrk(errors("Non-2xx or 3xx responses: 44372")), Error, "Too much");
  assertThrows(() => parseWrk(REPORT.replace("44372 requests", "0 requests")), Error, "Nothing");
});
