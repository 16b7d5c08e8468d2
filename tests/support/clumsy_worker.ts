// The entry of a worker like the program's own, which also trips when the test tells it to.

import { serveAsWorker } from "../../src/service/serve_as_worker.ts";

serveAsWorker();

globalThis.addEventListener("message", (event) => {
  const order = (event as MessageEvent).data;
  // In a turn of its own: nobody is there to catch it.
  if (order === "throw") {
    setTimeout(() => {
      throw new Error("tripped");
    }, 0);
  }
  if (order === "reject") Promise.reject(new Error("stumbled"));
});
