// What scans cost: rows of D1, which are what is paid for, and what a page reads of many.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { event, push, startWithStores } from "./stores.mjs";
import { now } from "./wechat.mjs";

let worker;
before(async () => (worker = await startWithStores()));
after(() => worker?.stop());

/** The rows that were read and written since the last call. */
const meter = () => worker.control("/meter");

describe("rows that a push writes", () => {
  const time = now() - 100;
  const rows = [
    ["the first scan of a code and a visitor", event("SCAN", "a", "o1", time), 8],
    ["a visitor's second scan that day", event("SCAN", "a", "o1", time + 1), 4],
    // Its ticket is new, too, which writes itself and its index.
    ["another code's first scan", event("SCAN", "b", "o1", time + 2), 7],
    ["somebody new scans", event("SCAN", "a", "o2", time + 3), 6],
    ["somebody follows by a code", event("subscribe", "a", "o3", time + 4), 7],
    ["the same again", event("subscribe", "a", "o3", time + 4), 0],
    ["they leave", event("unsubscribe", "", "o3", time + 5), 4],
    ["the same again", event("unsubscribe", "", "o3", time + 5), 0],
  ];
  for (const [name, one, most] of rows) {
    test(`${name}: at most ${most}`, async () => {
      await meter();
      assert.equal((await push(worker, one)).status, 200);
      const { read, written, statements } = await meter();
      assert.equal(statements, 1);
      assert(written <= most, `${written} rows written`);
      assert(read <= 25, `${read} rows read`);
    });
  }
});

describe("a page of 1,000 codes with scans on every one of 400 days", () => {
  const codes = 1000;
  const day = Math.floor((now() + 28_800) / 86_400);
  const date = (ago) => new Date((day - ago) * 86_400_000).toISOString().slice(0, 10);
  const numbers = "WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 9999)";

  before(async () => {
    for (const ago of [0, 200, 400]) {
      await worker.sql(`${numbers} INSERT OR REPLACE INTO days SELECT ${Math.floor((day - ago) / 200)}, 'store-' || n, 0,
        replace(hex(zeroblob(16 * 200)), '0000000', '0000007'), ${now() - 400} FROM number WHERE n < ${codes}`);
    }
    await worker.sql(`${numbers} INSERT INTO hours SELECT ${day}, 'store-' || n, 0,
      replace(hex(zeroblob(16 * 24)), '0000000', '0000003') FROM number WHERE n < ${codes}`);
    for (let ago = 1; ago < 90; ago += 1) {
      await worker.sql(`INSERT INTO hours SELECT ${day - ago}, scene, first, cells FROM hours WHERE day = ${day} AND scene < 'store-11'`);
    }
    await worker.sql(`${numbers} INSERT INTO scans SELECT ${now() - 86_400} + n, printf('%016d', n), 'store-' || (n % ${codes}),
      'SCAN', 'v' || (n % 700), ${now() - 86_400} + n, NULL FROM number`);
  });

  const pages = {
    "the codes, of a day": `scenes?from=${date(0)}&to=${date(0)}`,
    "the codes, of 30 days": `scenes?from=${date(29)}&to=${date(0)}&series=scans`,
    "the codes, of 90 days": `scenes?from=${date(89)}&to=${date(0)}&series=scans`,
    "the codes, of 400 days": `scenes?from=${date(399)}&to=${date(0)}`,
    "the chart, of 30 days": `days?from=${date(29)}&to=${date(0)}`,
    "the chart, of a day": `hours?from=${date(0)}&to=${date(0)}`,
    "a code": `days?from=${date(399)}&to=${date(0)}&scene=store-1`,
    "a code's hours": `hours?from=${date(89)}&to=${date(0)}&scene=store-1`,
    "a code's last scans": "scans?scene=store-1&limit=50",
    "the last scans": "scans?limit=500",
    health: "health",
  };
  for (const [name, path] of Object.entries(pages)) {
    test(`${name}: under 5,000 rows`, async (context) => {
      await meter();
      const begun = performance.now();
      const { status } = await worker.api(path);
      const milliseconds = (performance.now() - begun).toFixed(0);
      assert.equal(status, 200);
      const { read, written } = await meter();
      context.diagnostic(`${read} rows read, ${milliseconds} ms`);
      assert(read < 5000, `${read} rows read`);
      assert.equal(written, 0);
    });
  }
});
