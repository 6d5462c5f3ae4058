// `npm run demo`: the console with 90 days of made-up scans, on this machine, in a database of its own.
// It touches nothing else: not the database of `npm start`, and nothing that is deployed.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { demoSql, timezone } from "./demo-data.mjs";
import { tr } from "./language.mjs";
import { prepareLocalDatabase, wrangler } from "./schema.mjs";
import { ensureTools, fail, step } from "./tools.mjs";

const given = localArguments(process.argv.slice(2));
const state = resolve(given["persist-to"] ?? ".wrangler/demo");
const local = ["--persist-to", state];

ensureTools();
await fillDatabase();
const token = randomBytes(16).toString("hex");
process.argv.splice(
  2,
  Infinity,
  ...["port", "inspector-port"].flatMap((name) => (given[name] === undefined ? [] : [`--${name}`, given[name]])),
  // Bindings that are marked as remote would be, else.
  ...["--local", ...local],
  ...["--var", `CONSOLE_TOKEN:${token}`, "--var", `CONSOLE_TIMEZONE:${timezone}`],
);
await import("./start.mjs");
console.log(
  tr(
    `These figures are made up. Sign in with the CONSOLE_TOKEN: ${token}\n`,
    `这些数据都是编造的。登录口令（CONSOLE_TOKEN）：${token}\n`,
  ),
);

/** What may be said to it: nothing that leads away from this machine. */
function localArguments(args) {
  const options = Object.fromEntries(
    ["port", "inspector-port", "persist-to"].map((name) => [name, { type: "string" }]),
  );
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    return fail(
      tr(
        `${error.message}\nThe demo runs on this machine alone: --port, --inspector-port and --persist-to are all it takes`,
        `${error.message}\n演示只在本机运行：只接受 --port、--inspector-port 和 --persist-to`,
      ),
    );
  }
}

/** A new database a day, so that the last scans are of today. */
async function fillDatabase() {
  const now = Math.floor(Date.now() / 1000);
  const made = ["scripts/demo-data.mjs", "package-lock.json"].map((file) => readFileSync(file, "utf8"));
  const day = Math.floor((now + 8 * 3600) / 86_400);
  const stamp = createHash("sha256")
    .update(JSON.stringify([day, made]))
    .digest("hex");
  const stampFile = join(state, "demo-is-of");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  // Only what a demo left, never scans of somebody's.
  if (existsSync(state) && given["persist-to"] !== undefined && !existsSync(stampFile)) {
    fail(tr(`${state} is there already, and no demo's`, `${state} 已经存在，而且不是演示用的`));
  }
  rmSync(state, { recursive: true, force: true });
  await prepareLocalDatabase(local);
  const file = join(state, "demo.sql");
  mkdirSync(state, { recursive: true });
  writeFileSync(file, demoSql(now));
  await step(tr("Making up 90 days of scans", "正在编造 90 天的扫码"), () => {
    const { status, stdout, stderr } = wrangler(
      ["d1", "execute", "DB", "--local", "--yes", "--file", file, ...local],
      ["ignore", "pipe", "pipe"],
    );
    if (status !== 0) fail(`${stdout}${stderr}\nthe local database could not be filled, see above`);
  });
  rmSync(file);
  writeFileSync(stampFile, stamp);
}
