// `npm run deploy`: the database and its schema first, then the Worker that needs them. Arguments go
// to `wrangler deploy`, which makes the queues and everything else. Safe to repeat wherever it
// stopped: nothing is ever deleted, and what is there already is used.
import { spawnSync } from "node:child_process";
import { build } from "./build.mjs";
import { tellOfShippedReplies } from "./replies.mjs";
import { pendingMigrations, prepareDatabase, values, wrangler } from "./schema.mjs";
import { ensureTools, fail, pinnedNode, step, wrangler as runWrangler } from "./tools.mjs";

const args = process.argv.slice(2);

ensureTools();
if (!args.includes("--help") && !args.includes("-h")) {
  // First of all, so that a mistake in replies.toml or clients.toml changes nothing out there.
  await build();
  if (args.includes("--dry-run")) await step("Asking Cloudflare what is missing", preview);
  else await step("Bringing the database up to date", () => prepareDatabase(args));
}
const { status } = runWrangler(["deploy", ...args], { stdio: "inherit" });
if (status === 0 && !args.includes("--dry-run")) tellOfShippedReplies();
process.exitCode = status ?? 1;

/** Says what would be made and applied, and changes nothing. */
function preview() {
  const { databases, queues } = bindings();
  const database = databases.find(({ binding }) => binding === "DB");
  if (database === undefined) {
    console.log("  No database is bound as DB: scans are not recorded.");
  } else {
    const { exists, pending } = pendingMigrations(args);
    console.log(`  Database ${database.database_name}: ${exists ? "is there" : "would be created"}`);
    for (const name of pending) console.log(`  Migration ${name}: would be applied`);
    if (pending.length === 0) console.log("  Schema: is up to date");
  }
  for (const { queue } of queues.producers) {
    console.log(`  Queue ${queue}: ${isQueue(queue) ? "is there" : "would be created"}`);
  }
}

function isQueue(name) {
  const { status, stdout, stderr } = wrangler(["queues", "info", name], ["ignore", "pipe", "pipe"]);
  if (status === 0) return true;
  if (stderr.includes(`Queue "${name}" does not exist`)) return false;
  console.error(stdout + stderr);
  return fail("Cloudflare gave no answer, see above");
}

/** The bindings as wrangler reads them, that is, those of the environment that `--env` names. */
function bindings() {
  const program = `
    import { unstable_readConfig } from "wrangler";
    const { d1_databases: databases, queues } = unstable_readConfig(JSON.parse(process.argv[1]));
    console.log(JSON.stringify({ databases, queues }));`;
  const { config, env } = values(args);
  const { status, stdout } = spawnSync(
    pinnedNode(),
    ["--input-type=module", "--eval", program, JSON.stringify({ config, env })],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  if (status !== 0) fail("the configuration cannot be read, see above");
  return JSON.parse(stdout);
}
