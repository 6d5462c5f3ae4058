// The way from a browser to a Worker, which can be cut.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** A port of this machine that leads to `login`, also after that was started anew at another port. */
export async function lineTo(login) {
  const sockets = new Set();
  let isCut = false;
  const server = createServer((browser) => {
    browser.on("error", () => {});
    browser.once("data", (head) => {
      const isSocket = /^GET \S+\/socket HTTP/.test(head.toString("latin1"));
      if (isSocket && isCut) return browser.destroy();
      const worker = connect(new URL(login.url).port, "127.0.0.1");
      worker.on("error", () => browser.destroy());
      worker.on("close", () => browser.destroy());
      browser.on("close", () => (worker.destroy(), sockets.delete(browser)));
      worker.write(head);
      browser.pipe(worker).pipe(browser);
      if (isSocket) sockets.add(browser);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://localhost:${server.address().port}`,
    /** Ends each WebSocket and lets none through; all else goes on. */
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    /** How many WebSockets are open. */
    sockets: () => sockets.size,
    stop: () => server.close(),
  };
}
