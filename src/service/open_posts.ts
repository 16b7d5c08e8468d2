// The sockets of all posts, or of none: a post has one for connections, one for packets, or both on one port.

import type { HostPort } from "../net/address.ts";
import type { DatagramSocket, OpenDatagramSocket } from "../net/datagram_socket.ts";
import type { ListenOptions } from "../net/deno_tcp_listener.ts";
import type { StreamListener } from "../net/stream_conn.ts";
import type { Post } from "./post.ts";
import { isInUse, openListener, openPacketSocket } from "./open_listener.ts";

export interface OpenPost {
  /** With the port that the system has picked where 0 was asked for. */
  readonly address: HostPort;
  readonly listener: StreamListener | undefined;
  readonly socket: DatagramSocket | undefined;
}

export interface OpenOptions extends ListenOptions {
  readonly openSocket: OpenDatagramSocket;
}

/** How often the system may pick a port that is free for connections and taken for packets. */
const PICKS = 8;

export async function openPosts(
  posts: readonly Post[],
  options: OpenOptions,
): Promise<readonly OpenPost[]> {
  const opened: OpenPost[] = [];
  try {
    for (const post of posts) opened.push(await openPicked(post, options));
    return opened;
  } catch (error) {
    for (const { listener, socket } of opened) {
      listener?.close();
      socket?.close();
    }
    throw error;
  }
}

async function openPicked(post: Post, options: OpenOptions): Promise<OpenPost> {
  for (let picks = post.address.port === 0 ? PICKS : 1;; picks--) {
    try {
      return await openPost(post, options);
    } catch (error) {
      if (picks === 1 || !isInUse(error)) throw error;
    }
  }
}

async function openPost(post: Post, options: OpenOptions): Promise<OpenPost> {
  const listener = post.route && openListener(post.address, { ...options, habit: post.habit });
  const address = listener?.address ?? post.address;
  try {
    const socket = post.packets &&
      await openPacketSocket(post.packetAddress ?? address, options.openSocket);
    return { address: (listener ?? socket)?.address ?? address, listener, socket };
  } catch (error) {
    listener?.close();
    throw error;
  }
}
