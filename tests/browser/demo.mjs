// `npm run demo`, in a database of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/free-port.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Starts it; gives back what it prints: the address, and the token. */
export async function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), "wechat-edge-demo-"));
  const demo = run(["--port", `${await freePort()}`, "--inspector-port", "0", "--persist-to", join(folder, "state")]);
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

/** Runs `npm run demo` with arguments. */
export function run(args) {
  const env = { ...process.env, WECHAT_EDGE_NO_TOOL: "1" };
  const child = spawn("npm", ["run", "demo", "--", ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  const closed = once(child, "close");
  let output = "";
  const waiting = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      waiting.forEach((look) => look());
    });
  }
  return {
    closed,
    output: () => output,
    printed(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output);
          if (found === null) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        closed.then(() => reject(new Error(`npm run demo ended:\n${output}`)));
        look();
      });
    },
    async stop() {
      child.kill();
      await closed;
    },
  };
}
