// Runs wrangler in a clone where nothing is set up yet, passing all arguments on. What is wrong with the
// Worker itself is said before, in our words: wrangler would show it in many lines of its own.
import { build } from "./build.mjs";
import { ensureTools, wrangler } from "./tools.mjs";

ensureTools();
await build();
const { status } = wrangler(process.argv.slice(2), { stdio: "inherit" });
process.exitCode = status ?? 1;
