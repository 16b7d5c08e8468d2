// A client that sends its next request before it has the answer to the last one, and is refused, does not stay behind
// in the relay.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { Credentials } from "../../src/inbound/credentials.ts";
import { HttpInbound } from "../../src/inbound/http_inbound.ts";
import { HandledConnection } from "../support/handled_connection.ts";
import { readAll } from "../support/memory_pipe.ts";
import { turn } from "../support/turn.ts";

const REQUEST = "GET http://target.example/ HTTP/1.1\r\nHost: target.example\r\n\r\n";

Deno.test("An HTTP client that pipelines is let go 5 s after its first request was refused", async () => {
  const { scene, heard } = await refusePipelining();
  assertStringIncludes(new TextDecoder().decode(await heard), "HTTP/1.1 502 ");
  await scene.clock.advance(5000);
  const { target } = await scene.assertOver("refused");
  assertEquals(target, { host: "target.example", port: 80 });
});

Deno.test("An HTTP client that pipelines is let go at its FIN when its first request was refused", async () => {
  const { scene, heard } = await refusePipelining();
  await heard;
  await scene.clientFar.closeWrite();
  await scene.assertOver("refused");
});

/** A client that has sent two requests, the first of which was refused; `heard` is all that it gets. */
async function refusePipelining() {
  const scene = new HandledConnection({
    inbound: new HttpInbound({ credentials: new Credentials([]) }),
  });
  await scene.clientFar.write(new TextEncoder().encode(REQUEST + REQUEST));
  await turn();
  const heard = readAll(scene.clientFar);
  scene.dialer.last.fail("refused");
  return { scene, heard };
}
