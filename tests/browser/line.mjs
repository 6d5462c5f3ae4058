// The way from a browser to a Worker, which can be cut.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** A port of this machine that leads to `login`, also after that was started anew at another port. */
export async function lineTo(login) {
  const [all, sockets] = [new Set(), new Set()];
  let [isCut, isDown] = [false, false];
  const server = createServer((browser) => {
    if (isDown) return browser.destroy();
    all.add(browser);
    browser.on("error", () => {});
    browser.on("close", () => (all.delete(browser), sockets.delete(browser)));
    browser.once("data", (head) => {
      const isSocket = /^GET \S+\/socket HTTP/.test(head.toString("latin1"));
      if (isSocket && isCut) return browser.destroy();
      const worker = connect(new URL(login.url).port, "127.0.0.1");
      worker.on("error", () => browser.destroy());
      worker.on("close", () => browser.destroy());
      browser.on("close", () => worker.destroy());
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
    /** Nothing gets through while `work` is done, and all that was open is not any more. */
    async down(work) {
      isDown = true;
      for (const one of all) one.destroy();
      await work();
      isDown = false;
    },
    /** How many WebSockets are open. */
    sockets: () => sockets.size,
    stop() {
      server.close();
      for (const one of all) one.destroy();
    },
  };
}
