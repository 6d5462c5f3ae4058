// `npm run demo` itself: on this machine alone, and nothing but its own database.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { demoCodes, demoPushes } from "../../scripts/demo-data.mjs";
import { startDemo } from "./demo.mjs";
import { run } from "./npm.mjs";

for (const args of [
  ["--remote"],
  ["--env", "production"],
  ["-e", "production"],
  ["--config", "other.toml"],
  ["--var", "A:b"],
  ["x"],
]) {
  test(`it refuses ${args.join(" ")}`, async () => {
    const demo = run("demo", args);
    const [status] = await demo.closed;
    assert.notEqual(status, 0);
    assert.match(demo.output(), /runs on this machine alone|只在本机运行/);
    assert.doesNotMatch(demo.output(), /Compiling|Ready/);
  });
}

test("it refuses a folder that is somebody's", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wechat-edge-state-"));
  writeFileSync(join(folder, "scans.sqlite"), "somebody's");
  try {
    const demo = run("demo", ["--persist-to", folder]);
    const [status] = await demo.closed;
    assert.notEqual(status, 0);
    assert.deepEqual(readdirSync(folder), ["scans.sqlite"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("it has 40 codes and 90 days, the same each time", async () => {
  const now = 1_790_000_000;
  assert.equal(demoCodes(now).length, 40);
  assert.deepEqual(demoPushes(now), demoPushes(now));
  const days = new Set(demoPushes(now).map(({ created }) => Math.floor((created + 8 * 3600) / 86_400)));
  assert.equal(days.size, 90);
  const demo = await startDemo();
  try {
    assert.equal((await demo.api("codes")).codes.length, 40);
    const { to } = await demo.api("days");
    const from = new Date(Date.parse(to) - 89 * 86_400_000).toISOString().slice(0, 10);
    const answer = await demo.api(`days?from=${from}&to=${to}`);
    // Today may be young.
    assert.deepEqual(
      answer.days.slice(0, -1).filter(({ scans }) => scans === 0),
      [],
    );
  } finally {
    await demo.stop();
  }
});
