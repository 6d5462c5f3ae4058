// `npm run demo`, in a database of its own.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/free-port.mjs";
import { run } from "./npm.mjs";

/** Starts it; gives back what it prints: the address, and the token. */
export async function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), "wechat-edge-demo-"));
  const demo = run("demo", ["--port", `${await freePort()}`, "--inspector-port", "0", "--persist-to", join(folder, "state")]);
  const [, url] = await demo.printed(/(http:\/\/localhost:\d+)\/console\//);
  const [, token] = await demo
    .printed(/Sign in with the CONSOLE_TOKEN: (\S+)|登录口令（CONSOLE_TOKEN）：(\S+)/)
    .then(([all, first, second]) => [all, first ?? second]);
  return {
    ...{ url, token },
    output: demo.output,
    /** Asks the API as a tool would. */
    async api(path, { method = "GET", body } = {}) {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const response = await fetch(`${url}/console/api/${path}`, {
        method,
        headers,
        body: body && JSON.stringify(body),
      });
      const text = await response.text();
      assert(response.ok, `${method} ${path}: ${response.status} ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },
    async stop() {
      await demo.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
