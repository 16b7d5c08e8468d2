import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseDnsChoice, showDnsChoice } from "./dns_choice.ts";

Deno.test("parseDnsChoice() reads every spelling of the family", () => {
  const cases: Record<string, string> = {
    "system": "system",
    "192.0.2.1": "udp://192.0.2.1:53",
    "192.0.2.1:5353": "udp://192.0.2.1:5353",
    "2001:db8::1": "udp://[2001:db8::1]:53",
    "[2001:db8::1]:5353": "udp://[2001:db8::1]:5353",
    "udp://192.0.2.1": "udp://192.0.2.1:53",
    "tcp://192.0.2.1": "tcp://192.0.2.1:53",
    "tcp://192.0.2.1,192.0.2.2:5353": "tcp://192.0.2.1:53, tcp://192.0.2.2:5353",
    "192.0.2.1, 192.0.2.2": "udp://192.0.2.1:53, udp://192.0.2.2:53",
    "192.0.2.1,tls://192.0.2.2": "udp://192.0.2.1:53, tls://192.0.2.2:853",
    "tls://dns.example": "tls://dns.example:853",
    "tls://dns.example:8853": "tls://dns.example:8853",
    "https://dns.example/dns-query": "https://dns.example/dns-query",
    "https://[2001:db8::1]:444/q": "https://[2001:db8::1]:444/q",
    "google": "udp://8.8.8.8:53, udp://8.8.4.4:53",
    "cloudflare": "udp://1.1.1.1:53, udp://1.0.0.1:53",
    "cloudflare_tls": "tls://1.1.1.1:853, tls://1.0.0.1:853",
    "cloudflare_https": "https://1.1.1.1/dns-query, https://1.0.0.1/dns-query",
    "quad9_tls": "tls://9.9.9.9:853, tls://149.112.112.112:853",
    "google,192.0.2.1": "udp://8.8.8.8:53, udp://8.8.4.4:53, udp://192.0.2.1:53",
  };
  for (const [text, shown] of Object.entries(cases)) {
    const choice = parseDnsChoice(text);
    assertEquals(choice && showDnsChoice(choice), shown, text);
  }
});

Deno.test("parseDnsChoice() refuses what names no server that could be asked", () => {
  const cases = [
    "",
    ",",
    "192.0.2.1,",
    "dns.example",
    "tcp://dns.example",
    "192.0.2.1:0",
    "192.0.2.1:99999",
    "192.0.2.256",
    "system,192.0.2.1",
    "google_quic",
    "__proto__",
    "constructor",
    "unix:///run/dns",
    "quic://192.0.2.1",
    "toString://192.0.2.1",
    "https://",
    "https://user:secret@dns.example/dns-query",
    "tls://",
    "start",
  ];
  for (const text of cases) assertEquals(parseDnsChoice(text), undefined, text);
});

Deno.test("parseDnsChoice() reads again what showDnsChoice() shows, and any other text without a throw", () => {
  const item = fc.oneof(
    fc.string(),
    fc.ipV4(),
    fc.ipV6(),
    fc.ipV4().map((ip) => `tcp://${ip}:5353`),
    fc.domain().map((name) => `tls://${name}`),
    fc.constantFrom("system", "google", "quad9_tls", "cloudflare_https"),
  );
  fc.assert(fc.property(fc.array(item, { minLength: 1, maxLength: 3 }), (items) => {
    const choice = parseDnsChoice(items.join(","));
    if (choice === undefined) return;
    assertEquals(parseDnsChoice(showDnsChoice(choice)), choice);
  }));
});
