// The upstreams of a configuration, each as a way out that is built from what it dials through.

import type { Config } from "../config/config.ts";
import { carriesTcp, carriesUdp } from "../config/mode.ts";
import type {
  ProxyUpstream,
  ShadowsocksUpstream,
  UpstreamEntry,
} from "../config/upstream_entry.ts";
import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import type { UpstreamObserver } from "../net/upstream_observer.ts";
import { DirectDialer } from "../outbound/direct_dialer.ts";
import { DirectPacketDialer } from "../outbound/direct_packet_dialer.ts";
import { LatencyDialer } from "../outbound/latency_dialer.ts";
import type { ManagedWay } from "../outbound/managed_way.ts";
import { NamedDialer } from "../outbound/named_dialer.ts";
import { ShadowsocksDialer } from "../outbound/shadowsocks_dialer.ts";
import { ShadowsocksPacketDialer } from "../outbound/shadowsocks_packet_dialer.ts";
import { TimedDialer } from "../outbound/timed_dialer.ts";
import { UpstreamState } from "../outbound/upstream_state.ts";
import { buildClientSide } from "./client_side.ts";
import type { Ground } from "./ground.ts";
import type { Dialers } from "./proxy_ways.ts";
import { hasSeveralWays } from "./several_ways.ts";

export interface BuiltWays {
  /** By name. */
  readonly ways: ReadonlyMap<string, ManagedWay>;
  /** What encrypts, one for each Shadowsocks server. */
  readonly engines: readonly string[];
}

export interface WaysParts {
  readonly ground: Ground;
  readonly observer: UpstreamObserver;
  /** Hears how long each dial took; `undefined`: the way has failed. */
  readonly dialed: (name: string, ms: number | undefined) => void;
}

/** `through` names one that stands before the entry or behind it, never in a circle. */
export async function buildWays(config: Config, parts: WaysParts): Promise<BuiltWays> {
  const builder = new WayBuilder(config, parts);
  for (const entry of config.upstreams) await builder.build(entry);
  return builder;
}

/** What carries the connections and packets to an upstream's own port. */
interface Carrier {
  readonly dialer: StreamDialer;
  readonly packetDialer: PacketDialer | undefined;
  readonly isDirect: boolean;
}

class WayBuilder implements BuiltWays {
  readonly ways = new Map<string, ManagedWay>();
  readonly engines: string[] = [];
  readonly #config: Config;
  readonly #parts: WaysParts;

  constructor(config: Config, parts: WaysParts) {
    this.#config = config;
    this.#parts = parts;
  }

  async build(entry: UpstreamEntry): Promise<ManagedWay> {
    const known = this.ways.get(entry.name);
    if (known !== undefined) return known;
    const carrier = await this.#carrierOf(entry);
    const dialers = entry.kind === "shadowsocks"
      ? await this.#shadowsocks(entry, carrier)
      : await this.#proxy(entry, carrier);
    const way = this.#managed(entry, dialers);
    this.ways.set(entry.name, way);
    return way;
  }

  async #carrierOf({ through }: UpstreamEntry): Promise<Carrier> {
    if (through === undefined) return this.#direct();
    const entry = this.#config.upstreams.find(({ name }) => name === through);
    if (entry === undefined) throw new RangeError(`Cannot go through ${through}: nobody knows it`);
    const { dialer, packetDialer } = await this.build(entry);
    if (dialer === undefined) throw new RangeError(`Cannot go through ${through}: no streams do`);
    return { dialer, packetDialer, isDirect: false };
  }

  /** The user names the upstream: it may be anywhere, also on this machine. */
  #direct(): Carrier {
    const { resolver, connect, clock, openSocket } = this.#parts.ground;
    const mayReach = () => true;
    return {
      dialer: new DirectDialer({ resolver, connect, clock, mayReach }),
      packetDialer: new DirectPacketDialer({ resolver, openSocket, mayReach }),
      isDirect: true,
    };
  }

  async #shadowsocks({ server }: ShadowsocksUpstream, carrier: Carrier): Promise<Dialers> {
    const { clock, engines, buffers, log, resolver } = this.#parts.ground;
    const { wrap, startSession, engine } = await buildClientSide(server, {
      ...{ engines, buffers, clock, log },
      isClockTolerant: this.#config.role !== "server" && this.#config.clockTolerant,
    });
    this.engines.push(engine);
    const { address, packetAddress, behindPlugin, mode } = server;
    const transport = this.#timed(carrier);
    const packets = carrier.packetDialer;
    return {
      dialer: carriesTcp(mode)
        ? new ShadowsocksDialer({ server: address, behindPlugin, transport, wrap, clock })
        : undefined,
      packetDialer: carriesUdp(mode) && packets !== undefined
        ? new ShadowsocksPacketDialer({
          server: packetAddress ?? address,
          transport: packets,
          resolver: carrier.isDirect ? resolver : undefined,
          startSession,
        })
        : undefined,
    };
  }

  async #proxy(entry: ProxyUpstream, carrier: Carrier): Promise<Dialers> {
    const { proxyDialers } = await import("./proxy_ways.ts");
    return await proxyDialers(entry, {
      ground: this.#parts.ground,
      limits: this.#config.failover,
      transport: this.#timed(carrier),
      isDirect: carrier.isDirect,
    });
  }

  /** Whoever goes through another upstream waits for that one's handshake as well. */
  #timed({ dialer, isDirect }: Carrier): StreamDialer {
    const { clock } = this.#parts.ground;
    const { connectMs, handshakeMs } = this.#config.failover;
    const limitMs = isDirect ? connectMs : connectMs + handshakeMs;
    return new TimedDialer({ dialer, limitMs, clock });
  }

  #named(name: string, dialer: StreamDialer): StreamDialer {
    return hasSeveralWays(this.#config) ? new NamedDialer(name, dialer) : dialer;
  }

  #managed({ name, weights }: UpstreamEntry, { dialer, packetDialer }: Dialers): ManagedWay {
    const { ground: { clock }, observer, dialed } = this.#parts;
    const { failThreshold, retryMs } = this.#config.failover;
    return {
      name,
      weights,
      dialer: dialer && this.#named(
        name,
        new LatencyDialer({ dialer, clock, heard: (ms) => dialed(name, ms) }),
      ),
      packetDialer,
      state: new UpstreamState({ name, failThreshold, retryMs, clock, observer }),
    };
  }
}
