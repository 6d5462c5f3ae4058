// The schema of the database `DB`: the numbered files of migrations/, each applied once, in order.
// Which were applied stands in the database itself, in the table of wrangler's own commands.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { fail, step, wrangler as runWrangler } from "./tools.mjs";

// What wrangler answers where the database is not there, and where the configuration names none.
const missing = /Couldn't find an? (?:auto-provisioned )?D1 DB named '([^']+)'/;
const unbound = /Couldn't find a D1 DB with the name or binding 'DB'/;

/** Brings the deployed database up to date; makes it where it is missing. */
export function prepareDatabase(args) {
  const shared = options(args, "env", "config");
  // With a terminal, since this may be what opens Cloudflare's page to log in, or asks which of
  // several accounts is meant.
  const { status, stderr } = wrangler(
    ["d1", "migrations", "list", "DB", "--remote", ...shared],
    ["inherit", "inherit", "pipe"],
  );
  if (unbound.test(stderr)) return console.log("No database is bound as DB: scans are not recorded.");
  const [, name] = missing.exec(stderr) ?? [];
  if (name !== undefined) {
    // `wrangler deploy` would make it, too: near who deploys, and with the code that needs its
    // tables live before they are there. WeChat calls from China, which Cloudflare answers in Asia.
    quietly(["d1", "create", name, "--location", "apac", ...shared]);
    console.log(`Created the database ${name}`);
  } else if (status !== 0) {
    console.error(stderr);
    fail("the database could not be looked up, see above; nothing was changed");
  }
  applyMigrations(pendingMigrations(args).pending, args);
}

/** Applies migrations to the deployed database: all of them, or none. */
function applyMigrations(names, args) {
  if (names.length === 0) return;
  // Not `d1 migrations apply`: it sends them to an endpoint that cuts triggers apart at their
  // semicolons ("incomplete input", cloudflare/workers-sdk#15178, #15690). A file takes another way,
  // in one transaction.
  const file = ".wrangler/migrations.sql";
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, ledger + names.map((name) => withLedger(name, args)).join(""));
  const shared = options(args, "env", "config");
  quietly(["d1", "execute", "DB", "--remote", "--yes", "--file", file, ...shared]);
  for (const name of names) console.log(`Applied ${name}`);
}

// As wrangler makes it, so that its commands and these ones agree.
const ledger = `
CREATE TABLE IF NOT EXISTS "d1_migrations"(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
`;

function withLedger(name, args) {
  const sql = readFileSync(join(migrationsFolder(args), name), "utf8").replaceAll("\r\n", "\n");
  return `${sql}\nINSERT INTO "d1_migrations" (name) VALUES ('${name.replaceAll("'", "''")}');\n`;
}

/** Which migrations the deployed database lacks, and whether it is there at all; only reads. */
export function pendingMigrations(args) {
  const names = migrations(args);
  const query = ["--command", "SELECT name FROM d1_migrations"];
  const { status, stdout, stderr } = wrangler(
    ["d1", "execute", "DB", "--remote", "--json", ...query, ...options(args, "env", "config")],
    ["ignore", "pipe", "pipe"],
  );
  const output = stdout + stderr;
  const exists = !missing.test(output);
  if (!exists || output.includes("no such table: d1_migrations")) return { exists, pending: names };
  if (status !== 0) {
    console.error(output);
    fail("Cloudflare gave no answer, see above; to log in: npx wrangler login");
  }
  const applied = JSON.parse(stdout)[0].results.map(({ name }) => name);
  return { exists, pending: names.filter((name) => !applied.includes(name)) };
}

/**
 * Brings the local database of `wrangler dev` up to date. wrangler takes seconds even to find that
 * nothing is new, so it is asked only if something has changed since. What was asked last stands
 * beside the database, to be deleted with it.
 */
export async function prepareLocalDatabase(args) {
  const { config = "wrangler.toml", "persist-to": state, env = process.env.CLOUDFLARE_ENV } = values(args);
  const names = migrations(args);
  if (names.length === 0) return;
  const folder = resolve(state ?? join(dirname(config), ".wrangler/state"), "v3/d1");
  const stamp = join(folder, "schema-is-of");
  const now = fingerprint(read(config), read("package-lock.json"), names, env);
  if (read(stamp) === now) return;
  await step("Bringing the local database up to date", () => {
    const { status, stdout, stderr } = wrangler(
      ["d1", "migrations", "apply", "DB", "--local", ...options(args, "env", "config", "persist-to")],
      ["ignore", "pipe", "pipe"],
    );
    if (status !== 0 && !unbound.test(stderr)) {
      console.error(stdout + stderr);
      fail("the local database is not up to date, see above");
    }
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, now);
}

/** The numbered files, in the order in which they are applied. */
function migrations(args) {
  const folder = migrationsFolder(args);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".sql")).sort();
}

function migrationsFolder(args) {
  return join(dirname(values(args).config ?? "wrangler.toml"), "migrations");
}

function fingerprint(...parts) {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Of the arguments that are meant for `wrangler deploy` or `dev`, those that all its commands share. */
export function values(args) {
  const options = {
    env: { type: "string", short: "e" },
    config: { type: "string", short: "c" },
    "persist-to": { type: "string" },
  };
  return parseArgs({ args, options, strict: false }).values;
}

function options(args, ...names) {
  const given = values(args);
  return names.flatMap((name) => (given[name] === undefined ? [] : [`--${name}`, given[name]]));
}

/** Runs wrangler without a terminal, so that it asks nothing; shows what it said only if it failed. */
function quietly(args) {
  const { status, stdout, stderr } = wrangler(args, ["ignore", "pipe", "pipe"]);
  if (status === 0) return;
  console.error(stdout + stderr);
  fail("wrangler failed, see above; nothing was deployed, and this can be repeated");
}

/** Runs wrangler, without its banner, and gives back how it ended. */
export function wrangler(args, stdio) {
  return runWrangler(args, { stdio, env: { WRANGLER_HIDE_BANNER: "true" } });
}
