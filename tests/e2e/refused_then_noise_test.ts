import { assertEquals } from "@std/assert";
import { EchoTarget } from "../support/echo_target.ts";
import { assertEchoes } from "../support/bystander.ts";
import { openingFor } from "../support/opening_for.ts";
import { testBytes } from "../support/test_bytes.ts";
import { writeAll } from "../support/test_conn.ts";
import { startServerRole } from "../support/umbra_in_process.ts";

Deno.test("umbra server goes on absorbing when a refused client's stream goes bad", async () => {
  const method = "chacha20-ietf-poly1305";
  await using yardstick = new EchoTarget();
  await using server = await startServerRole({ method, handshakeMs: 1000 });
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await writeAll(conn, openingFor(method, 1));
  assertEquals(await conn.read(new Uint8Array(1)), null);
  await writeAll(conn, testBytes(500));
  using other = await Deno.connect({ hostname: "127.0.0.1", port: yardstick.port });
  for (let i = 0; i < 20; i++) await assertEchoes(other, testBytes(10));
  assertEquals(await conn.write(testBytes(1)), 1);
  for (let i = 0; i < 20; i++) await assertEchoes(other, testBytes(10));
  assertEquals(await conn.write(testBytes(1)), 1);
});
