// What `npm run …` prints, and its end.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a script of package.json that goes on until it is stopped. */
export function run(name, args) {
  const env = { ...process.env, WECHAT_EDGE_NO_TOOL: "1" };
  const child = spawn("npm", ["run", name, "--", ...args], {
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
        closed.then(() => reject(new Error(`npm run ${name} ended:\n${output}`)));
        look();
      });
    },
    async stop() {
      child.kill();
      await closed;
    },
  };
}
