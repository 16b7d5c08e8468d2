// 200 downloads at once through one `umbra local` finish right (issue 3).

import { assertEquals } from "@std/assert";
import { curl } from "../support/curl.ts";
import { HttpTarget } from "../support/http_target.ts";
import { skipWithout } from "../support/outside_programs.ts";
import { newLink, startLocal, startServer } from "../support/shadowsocks_process.ts";
import { digestOf, testBytes } from "../support/test_bytes.ts";

const ignore = await skipWithout("curl");

const DOWNLOADS = 200;
/** Each download is one byte longer than the one before, so no two are alike. */
const SHORTEST_BYTES = 300_000;

Deno.test(
  { name: "200 parallel downloads through one local all arrive as they were sent", ignore },
  async () => {
    await using target = new HttpTarget();
    const link = newLink("aes-256-gcm");
    await using _server = await startServer("umbra", link);
    await using local = await startLocal("umbra", link);
    const folder = await Deno.makeTempDir({ prefix: "umbra_test_" });
    try {
      const { code, stderr } = await curl(
        ...["--parallel", "--parallel-immediate", "--parallel-max", `${DOWNLOADS}`],
        ...["--socks5-hostname", `127.0.0.1:${local.port}`, "-o", `${folder}/#1`],
        `${target.origin}/bytes/[${SHORTEST_BYTES}-${SHORTEST_BYTES + DOWNLOADS - 1}]`,
      );
      assertEquals(code, 0, stderr);
      for (let i = 0; i < DOWNLOADS; i++) {
        const length = SHORTEST_BYTES + i;
        const downloaded = await Deno.readFile(`${folder}/${length}`);
        assertEquals(digestOf(downloaded), digestOf(testBytes(length)));
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
