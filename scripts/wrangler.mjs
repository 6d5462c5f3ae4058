// Runs wrangler in a clone where nothing is set up yet, passing all arguments on.
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { prepareLocalDatabase } from "./schema.mjs";
import { ensureTools } from "./tools.mjs";

const args = process.argv.slice(2);
// The build that wrangler starts would do this, too, but without a terminal to show progress on.
ensureTools();

if (args[0] === "dev") {
  // Only `wrangler dev` reads this file, so its token cannot reach a deployed Worker.
  if (!existsSync(".dev.vars")) writeFileSync(".dev.vars", "WECHAT_TOKEN=localdevelopmenttoken\n");
  prepareLocalDatabase(args);
}

const wrangler = spawn("wrangler", args, { stdio: "inherit" });
// Not to end before wrangler has: it stops the Worker it started.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => wrangler.kill(signal));
wrangler.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
