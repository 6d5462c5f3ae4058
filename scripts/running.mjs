// Tells `send` and `doctor` which Worker runs here: src/cli/account/address.rs.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const file = ".wrangler/wechat-edge.json";

/** Says that a Worker answers at this URL, until this process ends; `vars` is its file of secrets where it is not .dev.vars. */
export function announce(url, vars) {
  mkdirSync(".wrangler", { recursive: true });
  writeFileSync(file, `${JSON.stringify({ url: `${url}/wechat`, pid: process.pid, vars })}\n`);
}

/** Whether the Worker with this file of secrets runs here already. */
export function isRunning(vars) {
  try {
    const running = JSON.parse(readFileSync(file, "utf8"));
    process.kill(running.pid, 0);
    return running.vars === vars;
  } catch {
    return false;
  }
}

process.on("exit", () => {
  try {
    // Not that of another one in this folder.
    if (JSON.parse(readFileSync(file, "utf8")).pid === process.pid) rmSync(file);
  } catch {
    // There is none.
  }
});
