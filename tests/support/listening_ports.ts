// Which TCP ports somebody listens on, from the kernel's own tables: asking by connecting would be a connection that
// the listener sees.

const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"];
const LISTEN = "0A";
const POLL_MS = 5;
const READ_BYTES = 4096;

/** From the text of /proc/net/tcp or tcp6. */
export function listeningPorts(table: string): Set<number> {
  const ports = new Set<number>();
  for (const line of table.split("\n").slice(1)) {
    const [, local, , state] = line.trim().split(/\s+/);
    if (state === LISTEN) ports.add(parseInt(local!.slice(local!.lastIndexOf(":") + 1), 16));
  }
  return ports;
}

export async function isListening(port: number): Promise<boolean> {
  const tables = await Promise.all(TABLES.map(readListeners));
  return tables.some((table) => listeningPorts(table).has(port));
}

/** The listeners come first in the kernel's tables; what follows may be very long and slow to read. */
async function readListeners(path: string): Promise<string> {
  using file = await Deno.open(path);
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(READ_BYTES);
  let table = "";
  for (;;) {
    const length = await file.read(buffer);
    if (length === null) return table;
    table += decoder.decode(buffer.subarray(0, length));
    const lines = table.split("\n");
    const lastWhole = lines.at(-2);
    if (lines.length > 2 && lastWhole!.trim().split(/\s+/)[3] !== LISTEN) return table;
  }
}

/** Polls, since no event tells of another process's socket, for as long as `isAlive`. */
export async function untilListening(port: number, isAlive: () => boolean): Promise<void> {
  while (!await isListening(port)) {
    if (!isAlive()) throw new Error(`The process ended before it listened on port ${port}`);
    await aMoment();
  }
}

export async function untilNotListening(port: number): Promise<void> {
  while (await isListening(port)) await aMoment();
}

/** Ports that nobody listens on, for TCP and UDP, all different. */
export function freePorts(count: number): number[] {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (EPHEMERAL - LOWEST));
    if (isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** Below those from which the system picks for whoever connects: it cannot give one away before it is listened on. */
const [LOWEST, EPHEMERAL] = [12_000, 32_000];

function isFree(port: number): boolean {
  const address = { hostname: "127.0.0.1", port };
  try {
    Deno.listen(address).close();
    Deno.listenDatagram({ ...address, transport: "udp" }).close();
    return true;
  } catch {
    return false;
  }
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
