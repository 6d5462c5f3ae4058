// `npm run deploy` from end to end: wrangler itself, against a stand-in of Cloudflare's API.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { account, startCloudflare } from "./cloudflare.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(`${tmpdir()}/wechat-edge-deploy-`);

// Requests that are answered with an error, in the order of a deployment: refused, or done all the
// same. The whole table takes minutes (EVERY_FAULT=1); every day, those that leave the most behind.
const table = [
  [/^GET d1\/database\/wechat-edge-db /, "refused"],
  [/^POST d1\/database /, "refused"],
  [/^POST d1\/database /, "done", "daily"],
  [/^POST d1\/.+"CREATE TABLE/, "refused"],
  [/^PUT \/upload\//, "refused"],
  [/^POST d1\/.+"ingest"/, "refused"],
  [/^POST d1\/.+"poll"/, "done"],
  [/^GET workers\/services/, "refused"],
  [/^GET queues /, "refused"],
  [/^POST queues /, "refused"],
  [/^POST queues /, "done"],
  [/^PUT workers\/scripts\/wechat-edge /, "refused"],
  [/^PUT workers\/scripts\/wechat-edge /, "done"],
  // Asked for at the same time as the schedules, and once it is made never again.
  [/^POST queues\/.+\/consumers /, "refused", "daily"],
  [/^POST queues\/.+\/consumers /, "done"],
  [/^PUT .+\/schedules /, "refused"],
  [/^PUT .+\/schedules /, "done"],
];
const faults = process.env.EVERY_FAULT ? table : table.filter(([, , daily]) => daily);
// With what a parser may take for the end of a statement, or of the trigger.
const scans = `
CREATE TABLE scan (openid TEXT PRIMARY KEY); -- one; once
CREATE TABLE daily (scans INTEGER);
CREATE TRIGGER scan_daily AFTER INSERT ON scan BEGIN
  INSERT INTO daily (scans) SELECT CASE NEW.openid WHEN '' THEN 0 ELSE 1 END;
END;
`;
let cloudflare;

before(async () => {
  cloudflare = await startCloudflare();
  mkdirSync(`${folder}/migrations`);
  migration("0001_scan.sql", scans);
  // The project's own configuration, but for the bundle, which is built already, and the migrations.
  const config = readFileSync(`${root}wrangler.toml`, "utf8")
    .replace('main = "src/entry.js"', `main = ${JSON.stringify(`${root}build/dist/entry.js`)}`)
    .replace(/^\[build\](\n.+)+/m, "");
  writeFileSync(`${folder}/wrangler.toml`, config);
});

after(async () => {
  await cloudflare.stop();
  rmSync(folder, { recursive: true });
});

test("a dry run says what is missing, and changes nothing", async () => {
  const { output } = await deployed("--dry-run");
  assert.match(output, /Database wechat-edge-db: would be created/);
  assert.match(output, /Migration 0001_scan\.sql: would be applied/);
  assert.match(output, /Queue wechat-edge-scans: would be created/);
  assert.match(output, /Queue wechat-edge-scans-dead: would be created/);
  assert.deepEqual(cloudflare.state, { databases: [], queues: [], workers: [] });
});

for (const [request, outcome] of faults) {
  test(`a deployment ends where ${request} is ${outcome}`, async () => {
    cloudflare.faults.push({ request, outcome });
    const { output, status } = await deploy();
    assert.notEqual(status, 0, output);
    assert.deepEqual(cloudflare.faults, [], `this was never asked for\n${output}`);
  });
}

test("repeated, it makes all that is missing, and no code was ever live without its schema", async () => {
  await deployed();
  for (const { migrated } of cloudflare.versions()) assert.deepEqual(migrated, [1]);
  const { databases, queues, workers } = cloudflare.state;
  assert.deepEqual(
    databases.map(({ name, region, migrations }) => ({ name, region, migrations })),
    [{ name: "wechat-edge-db", region: "apac", migrations: ["0001_scan.sql"] }],
  );
  assert.deepEqual(
    queues.map(({ queue_name, consumers }) => [queue_name, consumers.map(({ script }) => script)]),
    [
      ["wechat-edge-scans", ["wechat-edge"]],
      ["wechat-edge-scans-dead", []],
    ],
  );
  assert.equal(queues[0].consumers[0].dead_letter_queue, "wechat-edge-scans-dead");
  assert.deepEqual(
    workers.map(({ name, bindings, classes, schedules }) => ({
      name,
      bindings: bindings.map(({ name, id, queue_name, class_name }) => [name, id ?? queue_name ?? class_name]).sort(),
      classes,
      schedules: schedules.length,
    })),
    [
      {
        name: "wechat-edge",
        bindings: [
          ["DB", databases[0].uuid],
          ["LOGIN", "Login"],
          ["SCANS", "wechat-edge-scans"],
          ["SCANS_DEAD", "wechat-edge-scans-dead"],
        ],
        classes: ["Login"],
        schedules: 1,
      },
    ],
  );
});

test("a second deployment changes nothing but the code", async () => {
  const before = cloudflare.state;
  const { requests } = await deployed();
  assert.deepEqual(cloudflare.state, before);
  // Nothing is made, and of the settings only those written that a deployment always writes.
  const made = requests.filter((request) => request.startsWith("POST"));
  const allowed = /^POST (d1\/database\/.+\/query|workers\/scripts\/wechat-edge\/.+)$/;
  assert.deepEqual(made.filter((request) => !allowed.test(request)), []);
  assert.deepEqual(requests.filter((request) => request.startsWith("DELETE")), []);
});

test("a Worker from before there was a sign-in gets its object with the update", async () => {
  const after = cloudflare.state;
  const [worker] = cloudflare.workers.values();
  const bindings = worker.bindings.filter(({ name }) => name !== "LOGIN");
  Object.assign(worker, { bindings, classes: [], migration_tag: undefined });
  await deployed();
  assert.deepEqual(cloudflare.state, after);
});

test("with a migration that is wrong nothing is deployed", async () => {
  cloudflare.sqlite().exec("INSERT INTO scan (openid) VALUES ('kept')");
  const { tables, migrations } = cloudflare.state.databases[0];
  const versions = cloudflare.versions().length;
  migration("0002_scene.sql", "ALTER TABLE scan ADD COLUMN scene TEXT; CREATE TABLE oops (");
  const { status, output } = await deploy();
  assert.notEqual(status, 0, output);
  assert.equal(cloudflare.versions().length, versions);
  const [after] = cloudflare.state.databases;
  assert.deepEqual({ tables: after.tables, migrations: after.migrations }, { tables, migrations });
});

test("a dry run says which migrations are new", async () => {
  migration("0002_scene.sql", "ALTER TABLE scan ADD COLUMN scene TEXT;");
  const before = cloudflare.state;
  const { output } = await deployed("--dry-run");
  assert.match(output, /Database wechat-edge-db: is there/);
  assert.doesNotMatch(output, /0001_scan\.sql/);
  assert.match(output, /Migration 0002_scene\.sql: would be applied/);
  assert.match(output, /Queue wechat-edge-scans: is there/);
  assert.deepEqual(cloudflare.state, before);
});

test("a new migration is applied before the code that needs it, and the first is not repeated", async () => {
  await deployed();
  assert.deepEqual(cloudflare.versions().at(-1).migrated, [2]);
  assert.equal(cloudflare.sqlite().prepare("SELECT sum(scans) AS sum FROM daily").get().sum, 1);
  const rows = cloudflare.sqlite().prepare("SELECT openid, scene FROM scan").all();
  assert.deepEqual(rows.map((row) => ({ ...row })), [{ openid: "kept", scene: null }]);
});

test("without the bindings it deploys as ever, and leaves what is there alone", async () => {
  const { databases, queues } = cloudflare.state;
  const config = readFileSync(`${folder}/wrangler.toml`, "utf8");
  writeFileSync(`${folder}/wrangler.toml`, config.replace(/^\[\[d1_databases\]\][^]*/m, ""));
  const { output } = await deployed();
  assert.match(output, /No database is bound as DB: scans are not recorded/);
  const { workers, ...others } = cloudflare.state;
  assert.deepEqual(others, { databases, queues });
  // What signs visitors in records no scans.
  assert.deepEqual(workers[0].bindings.map(({ name }) => name), ["LOGIN"]);
});

function migration(name, sql) {
  writeFileSync(`${folder}/migrations/${name}`, sql);
}

async function deploy(...args) {
  const from = cloudflare.requests.length;
  const npm = spawn("npm", ["run", "deploy", "--", "--config", `${folder}/wrangler.toml`, ...args], {
    cwd: root,
    env: {
      ...process.env,
      CLOUDFLARE_API_BASE_URL: cloudflare.url,
      CLOUDFLARE_API_TOKEN: "stand-in",
      CLOUDFLARE_ACCOUNT_ID: account,
      // Not the home of who runs this.
      XDG_CONFIG_HOME: folder,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  }
  const [status] = await once(npm, "exit");
  assert.deepEqual(cloudflare.unknown, [], output);
  return { status, output, requests: cloudflare.requests.slice(from) };
}

/** A deployment that must succeed. */
async function deployed(...args) {
  const result = await deploy(...args);
  assert.equal(result.status, 0, result.output);
  return result;
}
