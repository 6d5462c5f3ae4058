// The console's API over HTTP: who gets in, what it answers, what it refuses.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { comparable, consoleToken, event, expected, push, startWithStores } from "./stores.mjs";
import * as wechat from "./wechat.mjs";

// Today in Shanghai at 8:31: a CreateTime far from now would count when it came in.
const today = Math.floor((wechat.now() + 28_800) / 86_400) * 86_400;
const time = today - 28_800 + 8 * 3600 + 31 * 60;
const [before2, yesterday, day] = [2, 1, 0].map((ago) => new Date((today - ago * 86_400) * 1000).toISOString().slice(0, 10));
const at = (clock, day) => new Date(`${day}T${clock}Z`).toISOString().replace(".000", "");
const weekday = new Date(today * 1000).getUTCDay() || 7;
const events = [
  event("subscribe", "store-1", "oAAAAAAAAAAAAAAAAAAAAAAAAA01", time),
  event("SCAN", "store-1", "oBBBBBBBBBBBBBBBBBBBBBBBBB02", time + 60),
  event("SCAN", "store-1", "oBBBBBBBBBBBBBBBBBBBBBBBBB02", time + 3700),
  event("SCAN", "店'; DROP TABLE scans; --", "oBBBBBBBBBBBBBBBBBBBBBBBBB02", time - 86_400),
  event("SCAN", "=cmd|' /C calc'!A0", "oCCCCCCCCCCCCCCCCCCCCCCCCC03", time + 120),
  event("subscribe", "", "oDDDDDDDDDDDDDDDDDDDDDDDDD04", time + 180),
  event("unsubscribe", "", "oAAAAAAAAAAAAAAAAAAAAAAAAA01", time + 240),
];
const period = `from=${yesterday}&to=${day}`;

let worker;
before(async () => {
  worker = await startWithStores();
  const lines = events.map(({ body }) => body);
  for (const body of lines) assert.equal((await wechat.post(worker, body)).status, 200);
});
after(() => worker?.stop());

describe("who does not know CONSOLE_TOKEN learns nothing", () => {
  const paths = ["scenes", "days", "hours", "scans", "health", "scenes.csv", "nothing", "", "../api/scenes", "scans?before=x"];
  for (const token of [null, "", "wrong", `${consoleToken}x`, consoleToken.slice(1)]) {
    test(`token ${token}`, async () => {
      const other = await startWithStores();
      try {
        for (const path of paths) {
          const answer = await other.api(path, { token });
          assert.deepEqual([[401, 404, 429].includes(answer.status), answer.body], [true, ""], path);
          assert.notEqual(answer.status, 200);
        }
        assert.equal((await other.api("scans", { token, method: "POST", body: "[]" })).body, "");
      } finally {
        await other.stop();
      }
    });
  }

  test("wrong ones are few a minute", async () => {
    const other = await startWithStores();
    try {
      const statuses = [];
      for (let tries = 0; tries < 12; tries += 1) statuses.push((await other.api("health", { token: "x" })).status);
      assert.equal(statuses.at(0), 401);
      assert.equal(statuses.at(-1), 429);
    } finally {
      await other.stop();
    }
  });

  for (const CONSOLE_TOKEN of ["", "fifteen-letters"]) {
    test(`CONSOLE_TOKEN ${JSON.stringify(CONSOLE_TOKEN)} opens to nobody: 503`, async () => {
      const other = await startWithStores({ CONSOLE_TOKEN });
      try {
        const answer = await other.api("health", { token: CONSOLE_TOKEN });
        assert.deepEqual([answer.status, answer.body], [503, ""]);
        await other.logged(/wrangler secret put CONSOLE_TOKEN/);
      } finally {
        await other.stop();
      }
    });
  }
});

test("scenes: each code with its figures, the greatest net first", async () => {
  const { status, headers, body } = await worker.api(`scenes?${period}`);
  assert.equal(status, 200);
  assert.equal(headers.get("cache-control"), "no-store");
  const row = (scene, scans, people, added, existing, lost, net, last_scan) =>
    ({ scene, scans, people, new: added, existing, lost, net, last_scan });
  assert.deepEqual(body, {
    from: yesterday,
    to: day,
    timezone: "Asia/Shanghai",
    totals: { scans: 5, people: 4, new: 2, existing: 4, lost: 1, net: 1 },
    scenes: [
      row(null, 0, 0, 1, 0, 0, 1, at("00:34:00", day)),
      row("store-1", 3, 2, 1, 2, 1, 0, at("01:32:40", day)),
      row("=cmd|' /C calc'!A0", 1, 1, 0, 1, 0, 0, at("00:33:00", day)),
      row("店'; DROP TABLE scans; --", 1, 1, 0, 1, 0, 0, at("00:31:00", yesterday)),
    ],
  });
});

test("scenes can be chosen, and have a series for a sparkline", async () => {
  const { body } = await worker.api(`scenes?${period}&scene=store-*&series=scans`);
  assert.deepEqual(body.scenes.map(({ scene, series }) => [scene, series]), [["store-1", [0, 3]]]);
});

test("days: those without scans are there", async () => {
  const { body } = await worker.api(`days?from=${before2}&to=${day}&scene=store-1`);
  const empty = { scans: 0, people: 0, new: 0, existing: 0, lost: 0, net: 0 };
  assert.deepEqual(body.days, [
    { day: before2, ...empty },
    { day: yesterday, ...empty },
    { day, scans: 3, people: 2, new: 1, existing: 2, lost: 1, net: 0 },
  ]);
});

test("hours: by the day of the week", async () => {
  const { body } = await worker.api(`hours?from=${day}&to=${day}`);
  assert.equal(body.hours.length, 24);
  const busy = body.hours.filter(({ new: added, existing, lost }) => added + existing + lost > 0);
  assert.deepEqual(busy.map(({ weekday, hour, scans }) => [weekday, hour, scans]), [[weekday, 8, 3], [weekday, 9, 1]]);
});

test("scans: newest first, page by page, with short openids and none of who left", async () => {
  const seen = [];
  let before = "";
  do {
    const { body } = await worker.api(`scans?limit=2${before}`);
    assert(body.scans.length <= 2);
    seen.push(...body.scans);
    before = body.next && `&before=${body.next}`;
  } while (before);
  assert.deepEqual(seen.map(({ scene, visitor, openid, time }) => [scene, visitor, openid, time]), [
    ["store-1", "existing", "oBBB…BB02", at("01:32:40", day)],
    [null, "new", "oDDD…DD04", at("00:34:00", day)],
    ["=cmd|' /C calc'!A0", "existing", "oCCC…CC03", at("00:33:00", day)],
    ["store-1", "existing", "oBBB…BB02", at("00:32:00", day)],
    ["store-1", "new", null, at("00:31:00", day)],
    ["店'; DROP TABLE scans; --", "existing", "oBBB…BB02", at("00:31:00", yesterday)],
  ]);
  const { body } = await worker.api("scans?openid=full&limit=1");
  assert.equal(body.scans[0].openid, "oBBBBBBBBBBBBBBBBBBBBBBBBB02");
});

test("CSV: with a mark for Excel, and no formula of a stranger's", async () => {
  const response = await fetch(`${worker.url}/console/api/scenes.csv?${period}`, {
    headers: { Authorization: `Bearer ${consoleToken}` },
  });
  assert.equal(response.headers.get("content-type"), "text/csv; charset=utf-8");
  assert.match(response.headers.get("content-disposition"), /^attachment; filename="scenes.csv"$/);
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.equal(
    bytes.toString().slice(1),
    [
      "scene,scans,people,new,existing,lost,net,last_scan",
      `,0,0,1,0,0,1,${at("00:34:00", day)}`,
      `store-1,3,2,1,2,1,0,${at("01:32:40", day)}`,
      `"'=cmd|' /C calc'!A0",1,1,0,1,0,0,${at("00:33:00", day)}`,
      `"店'; DROP TABLE scans; --",1,1,0,1,0,0,${at("00:31:00", yesterday)}`,
      "",
    ].join("\r\n"),
  );
});

test("health: what was recorded, what it wrote, what waits", async () => {
  const { status, body } = await worker.api("health");
  assert.equal(status, 200);
  assert.equal(body.rows_free_plan, 100_000);
  assert.equal(body.queue.bound, true);
  assert.deepEqual(body.dead_letter_queue, { bound: false, waiting: null });
  assert.match(body.last_push, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test("what makes no sense is refused with its reason", async () => {
  const rows = {
    "days?from=2026-11-31&to=2026-12-01": [400, /^from is "2026-11-31", which is no day/],
    "days?form=1": [400, /^form means nothing here/],
    "scans?limit=9999": [400, /^limit is "9999"/],
    "scans?before=%00%27": [400, /^before is not/],
    "nothing%22": [404, /^there is no nothing/],
  };
  for (const [path, [status, error]] of Object.entries(rows)) {
    const answer = await worker.api(path);
    assert.equal(answer.status, status, path);
    assert.match(answer.body.error, error);
  }
  for (const method of ["PUT", "DELETE"]) assert.equal((await worker.api("days", { method })).status, 405);
  for (const body of ["", "{}", "[1]", '[{"key":"x"}]', "[".repeat(1000)]) {
    const answer = await worker.api("scans", { method: "POST", body });
    assert.equal(answer.status, 400, body);
  }
});

test("nothing of it changed the figures", async () => {
  assert.deepEqual(comparable(await worker.counted()), expected(events));
});

test("a Worker without the bindings answers as ever, and says once that it records nothing", async () => {
  const bare = await startWithStores({}, { without: ["DB", "SCANS"] });
  try {
    for (const one of events) assert.equal((await push(bare, one)).status, 200);
    await bare.logged(/not recorded/);
    assert.equal(bare.log().match(/not recorded/g).length, 1);
    assert.equal((await bare.api("health")).status, 503);
  } finally {
    await bare.stop();
  }
});
