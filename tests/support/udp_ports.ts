// Which UDP sockets there are, from the kernel's own tables.

const TABLES = ["/proc/net/udp", "/proc/net/udp6"];
const POLL_MS = 5;

export interface UdpSocket {
  readonly port: number;
  /** As in `socket:[12345]`. */
  readonly inode: string;
}

/** From the text of /proc/net/udp or udp6. */
export function socketsIn(table: string): UdpSocket[] {
  return table.trim().split("\n").slice(1).map((line) => {
    const words = line.trim().split(/\s+/);
    const local = words[1]!;
    return { port: parseInt(local.slice(local.lastIndexOf(":") + 1), 16), inode: words[9]! };
  });
}

/** Polls, since no event tells of another process's socket, for as long as `isAlive`. */
export async function untilBound(port: number, isAlive: () => boolean): Promise<void> {
  while (!(await allSockets()).some((socket) => socket.port === port)) {
    if (!isAlive()) throw new Error(`The process ended before it had UDP port ${port}`);
    await aMoment();
  }
}

/** How many UDP sockets the process has open. */
export async function udpSockets(pid: number): Promise<number> {
  const inodes = new Set((await allSockets()).map(({ inode }) => `socket:[${inode}]`));
  const folder = `/proc/${pid}/fd`;
  return [...Deno.readDirSync(folder)]
    .filter(({ name }) => inodes.has(linkAt(`${folder}/${name}`))).length;
}

/** Polls until the process has so many. */
export async function untilUdpSockets(pid: number, count: number): Promise<void> {
  while (await udpSockets(pid) !== count) await aMoment();
}

async function allSockets(): Promise<UdpSocket[]> {
  const tables = await Promise.all(TABLES.map((path) => Deno.readTextFile(path)));
  return tables.flatMap(socketsIn);
}

/** Empty when the descriptor was closed since the folder was read. */
function linkAt(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return "";
  }
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
