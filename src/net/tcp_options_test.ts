import { assertEquals } from "@std/assert";
import { applyTcpOptions, type TcpOptions } from "./tcp_options.ts";

function callsOf(options: TcpOptions): readonly string[] {
  const calls: string[] = [];
  applyTcpOptions({
    setNoDelay: (on) => void calls.push(`noDelay ${on}`),
    setKeepAlive: (on) => void calls.push(`keepAlive ${on}`),
  }, options);
  return calls;
}

Deno.test("applyTcpOptions() switches on what is asked for, and leaves the rest to the system", () => {
  assertEquals(callsOf({ noDelay: true, keepAlive: true }), ["noDelay true", "keepAlive true"]);
  assertEquals(callsOf({ noDelay: true, keepAlive: false }), ["noDelay true"]);
  assertEquals(callsOf({ noDelay: false, keepAlive: true }), ["keepAlive true"]);
  assertEquals(callsOf({ noDelay: false, keepAlive: false }), []);
});

Deno.test("applyTcpOptions() does not fail for a peer that is gone already", () => {
  const gone = () => {
    throw new Error("Invalid argument (os error 22)");
  };
  const options = { noDelay: true, keepAlive: true };
  assertEquals(applyTcpOptions({ setNoDelay: gone, setKeepAlive: gone }, options), undefined);
});
