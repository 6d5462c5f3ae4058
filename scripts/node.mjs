// Runs the Node that package-lock.json pins, with these arguments: the tests need what the user's own
// may lack (node:sqlite).
import { spawnSync } from "node:child_process";
import { pinnedNode } from "./tools.mjs";

const { status } = spawnSync(pinnedNode(), process.argv.slice(2), { stdio: "inherit" });
process.exitCode = status ?? 1;
