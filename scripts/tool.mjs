// Runs the tool for the terminal: `npm run send -- text 你好`. Says so where it must be compiled first.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { tr } from "./language.mjs";
import { cargo } from "./tools.mjs";

const suffix = process.platform === "win32" ? ".exe" : "";
const program = join(process.env.CARGO_TARGET_DIR ?? "target", "debug", `wechat-edge${suffix}`);

// To standard error: the output is the tool's.
const slow = setTimeout(() => {
  console.error(tr("Compiling the tool; the first time, about a minute …", "正在编译终端工具；第一次约需一分钟……"));
}, 1000);
await cargo(["build", "--locked", "--bin", "wechat-edge"], { quiet: true });
clearTimeout(slow);
const { status } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
process.exitCode = status ?? 1;
