// One turn of the event loop: everything that waits for promises alone has run as far as it can when it resolves.
// Quicker than settle(), and enough where no operation of the platform is under way.

export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
