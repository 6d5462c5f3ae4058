// `wechat-edge scans`, as an owner runs it, against the wasm in workerd with a database.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { comparable, consoleToken, event, expected, push, startWithStores, unwritten } from "./stores.mjs";
import * as wechat from "./wechat.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const binary = join(target, "debug", process.platform === "win32" ? "wechat-edge.exe" : "wechat-edge");
assert(existsSync(binary), "the tool is not built yet: run `cargo build`");

// Not the repo's folder, whose .dev.vars the tool would read.
const folder = mkdtempSync(join(tmpdir(), "wechat-edge-"));
let worker;
before(async () => (worker = await startWithStores()));
after(async () => {
  await worker?.stop();
  rmSync(folder, { recursive: true });
});

const time = wechat.now() - 60;
const events = [
  event("subscribe", "门店-1", "oAAAAAAAAAAAAAAAAAAAAAAAAA01", time),
  event("SCAN", "=cmd|' /C calc'!A0", "oBBBBBBBBBBBBBBBBBBBBBBBBB02", time + 1),
  event("SCAN", "\"'; DROP TABLE scans; --\\", "oBBBBBBBBBBBBBBBBBBBBBBBBB02", time + 2),
  event("subscribe", "", "oDDDDDDDDDDDDDDDDDDDDDDDDD04", time + 3),
  event("unsubscribe", "", "oAAAAAAAAAAAAAAAAAAAAAAAAA01", time + 4),
];

/** Runs the tool; gives back its exit status and output. */
async function run(args, { token = consoleToken, url = `${worker.url}/wechat`, cwd = folder, ...variables } = {}) {
  const child = spawn(binary, [...args, "--url", url], {
    cwd,
    env: { HOME: folder, CONSOLE_TOKEN: token, ...variables },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  const status = await new Promise((resolve) => child.on("close", resolve));
  assert(token === "" || !`${stdout}${stderr}`.includes(token), "the token is shown");
  return { status, stdout, stderr };
}

test("what stands in the log alone is restored, once", async () => {
  await worker.control("/modes?d1=broken&queue=broken");
  for (const one of events) assert.equal((await push(worker, one)).status, 200);
  await worker.logged(new RegExp(`(unwritten scan[^]*){${events.length}}`));
  await worker.control("/modes?d1=ok&queue=ok");
  assert.equal(unwritten(worker.log()).length, events.length);
  writeFileSync(join(folder, "worker.log"), worker.log());
  for (const again of [1, 2]) {
    const { status, stdout, stderr } = await run(["scans", "restore", "worker.log", "--json"]);
    assert.equal(status, 0, stderr);
    const { records, sent, damaged } = JSON.parse(stdout);
    assert.deepEqual({ records, sent, damaged }, { records: 5, sent: 5, damaged: [] }, `run ${again}`);
    assert.deepEqual(comparable(await worker.counted()), expected(events));
  }
});

test("the figures are those of the API, and there were none before", async () => {
  const { body } = await worker.api("scenes?series=scans");
  const { status, stdout, stderr } = await run(["scans", "--json"]);
  assert.equal(status, 0, stderr);
  const { url, before, change, ...answer } = JSON.parse(stdout);
  assert.deepEqual(answer, body);
  assert.deepEqual(change, body.totals);
  assert.equal(url, `${worker.url}/console/api/`);
  const { body: earlier } = await worker.api(`days?from=${before.from}&to=${before.to}`);
  assert.deepEqual([before.totals, earlier.days.length], [earlier.totals, 7]);
});

test("a line for each code, and CSV as the API writes it", async () => {
  const { status, stdout } = await run(["scans", "--scene", "门店-*", "--quiet"], { LANG: "zh_CN.UTF-8" });
  assert.equal(status, 0);
  assert.match(stdout, /^门店-1 +1 +1 +1 +0 +1 +0 +▁{6}█ +\d{4}-\d\d-\d\d \d\d:\d\d$/m);
  assert.match(stdout, /^变化 +\+1 +\+1 +\+1 +0 +\+1 +0$/m);
  const csv = await run(["scans", "--csv"]);
  const { body } = await worker.api("scenes.csv");
  // fetch takes the mark away.
  assert.equal(csv.stdout, `\u{feff}${body}`);
});

test("npm start leaves a CONSOLE_TOKEN in a new .dev.vars, with which nothing is to be typed", async () => {
  const tokens = [1, 2].map(() => {
    const start = mkdtempSync(join(folder, "start-"));
    const script = `import(${JSON.stringify(new URL("../../scripts/dev-vars.mjs", import.meta.url).href)}).then((m) => m.ensureDevVars())`;
    execFileSync(process.execPath, ["-e", script], { cwd: start });
    const text = readFileSync(join(start, ".dev.vars"), "utf8");
    return { start, token: /^CONSOLE_TOKEN=(.+)$/m.exec(text)[1] };
  });
  const [{ start, token }, other] = tokens;
  assert.notEqual(token, other.token);
  const local = await startWithStores({ CONSOLE_TOKEN: token });
  try {
    const { status, stderr } = await run(["scans"], { token: "", url: local.url, cwd: start });
    assert.equal(status, 0, stderr);
  } finally {
    await local.stop();
  }
});

test("what the console refuses has its message and its remedy", async () => {
  const rows = [
    [["scans", "--from", "2020-01-01"], {}, 2, /more than 400 days/],
    [["scans"], { token: "another-token-altogether" }, 1, /refuses the CONSOLE_TOKEN from the environment/],
  ];
  for (const [args, options, status, message] of rows) {
    const result = await run(args, options);
    assert.deepEqual([result.status, result.stdout], [status, ""]);
    assert.match(result.stderr, message);
  }
  for (const [variables, options, message] of [
    [{ CONSOLE_TOKEN: "" }, {}, /has no CONSOLE_TOKEN[^]*Put CONSOLE_TOKEN into \.dev\.vars/],
    [{}, { without: ["DB", "SCANS"] }, /scans are not recorded[^]*d1_databases/],
  ]) {
    const other = await startWithStores(variables, options);
    try {
      const result = await run(["scans"], { url: other.url });
      assert.equal(result.status, 1);
      assert.match(result.stderr, message);
    } finally {
      await other.stop();
    }
  }
});

test("doctor says whether scans are recorded", async () => {
  const found = async (other) => {
    const { stdout, stderr } = await run(["doctor", "--json", "--token", wechat.token], { url: `${other.url}/wechat` });
    assert(stdout, stderr);
    return JSON.parse(stdout).steps.filter(({ step }) => step === "scans").map(({ level, finding }) => [level, finding]);
  };
  const variables = { WECHAT_TIMESTAMP_TOLERANCE: "300" };
  for (const [options, finding] of [
    [{}, ["ok", "recorded"]],
    [{ without: ["DB", "SCANS"] }, ["warn", "not_recorded"]],
  ]) {
    const other = await startWithStores(variables, options);
    try {
      assert.deepEqual(await found(other), [finding]);
    } finally {
      await other.stop();
    }
  }
});
