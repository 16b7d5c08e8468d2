// `deno task bench`: Umbra, once per engine, beside every peer on the PATH in one run, as tunnel and server over
// loopback. CPU figures are those of whole processes, which survive a noisy machine better than times do. Exits 1 when
// something of ours did not work, never because it was slow.
//
//   --methods a,b    aes-256-gcm,chacha20-ietf-poly1305
//   --engines a,b    auto (what people get), openssl, no-ffi (what they get without), node, webcrypto: all, each
//                    engine once
//   --peers a,b      ss-libev, ss-rust, go-ss2, sing-box, xray: all that are installed
//   --only a,b       start-up, download, upload, latency, connections, keep-alive, idle, udp, associations: all
//   --seconds N      of each round, 2
//   --rounds N       of which the median counts, 3
//   --idle N         connections, 4000
//   --markdown, --json

import { compare } from "./comparison.ts";
import { type Options, parseOptions } from "./options.ts";
import { isBroken, type Report } from "./report.ts";
import { markdownPage, textPage } from "./report_pages.ts";

function format(report: Report, { format }: Options): string {
  switch (format) {
    case "text":
      return textPage(report);
    case "markdown":
      return markdownPage(report);
    case "json":
      return JSON.stringify(report, null, 2);
  }
}

if (import.meta.main) {
  const options = parseOptions(Deno.args);
  const report = await compare(options, console.error);
  console.log(format(report, options));
  if (isBroken(report)) Deno.exitCode = 1;
}
