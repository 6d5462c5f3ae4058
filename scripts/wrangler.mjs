// Runs wrangler in a clone where nothing is set up yet, passing all arguments on. What is wrong with the
// Worker itself is said before, in our words: wrangler would show it in many lines of its own.
import { constants } from "node:os";
import { build } from "./build.mjs";
import { tellOfShippedReplies } from "./replies.mjs";
import { ensureTools, packageProgram, pinnedNode, start } from "./tools.mjs";

ensureTools();
await build();
const wrangler = start(pinnedNode(), [packageProgram("wrangler"), ...process.argv.slice(2)], {
  detached: false,
  env: { ...process.env, WECHAT_EDGE_BUILT: "1" },
});
// Not to end before wrangler has.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => wrangler.child.kill(signal));
const { code, signal } = await wrangler.ended;
if (code === 0 && process.argv[2] === "deploy" && !process.argv.includes("--dry-run")) tellOfShippedReplies();
process.exitCode = code ?? 128 + constants.signals[signal];
