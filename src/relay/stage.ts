// The stages of a TCP connection, as in the Python original's TCPRelayHandler:
//
//                         .- - - - - a literal - - - - - -.
//                         |                               v
//   INIT ------------> ADDR ----------> DNS ------> CONNECTING ------> STREAM ------> DESTROYED
//    |                  |  ^             ^  ^            |                |               ^
//    |                  |  |             |  '- - - - - - ' the next server|               |
//    |                  |  '- - - - - - -|- - the next request - - - - - -'               |
//    |                  '--> UDP_ASSOC   |                                                |
//    '- - - - a tunnel: here, or straight to CONNECTING                  from anywhere - -'
//
//   INIT        accepted; nothing understood yet           UDP_ASSOC   keeps a UDP association alive
//   ADDR        reading the request                        STREAM      copying both ways
//   DNS         resolving the target                       DESTROYED   everything is released; entered once
//   CONNECTING  dialing; early client bytes are kept
//
// A stage is a label for deadlines and observers. Nothing asks for it to decide what to do next.

import type { Stage } from "../net/relay_observer.ts";

const NEXT: Readonly<Record<Stage, readonly Stage[]>> = {
  INIT: ["ADDR", "DNS", "CONNECTING", "DESTROYED"],
  // Back to ADDR: the client asks again after it was asked for its password.
  ADDR: ["ADDR", "UDP_ASSOC", "DNS", "CONNECTING", "DESTROYED"],
  UDP_ASSOC: ["DESTROYED"],
  // Back to DNS: the next of several servers, or the next name of a chain.
  DNS: ["DNS", "CONNECTING", "DESTROYED"],
  CONNECTING: ["DNS", "CONNECTING", "STREAM", "DESTROYED"],
  STREAM: ["ADDR", "DESTROYED"],
  DESTROYED: [],
};

export function mayFollow(stage: Stage, next: Stage): boolean {
  return NEXT[stage].includes(next);
}
