// What the triggers of `migrations/` make of pushes, in SQLite itself.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DatabaseSync } from "node:sqlite";
import { count, counted, random, schema, shuffle, statement } from "./database.mjs";

const insert = statement("INSERT");
const day = 20_778;
const midnight = day * 86_400 - 28_800; // in Shanghai

function open() {
  const database = new DatabaseSync(":memory:");
  database.exec(schema);
  const statement = database.prepare(insert);
  return {
    record: (...pushes) => statement.run(JSON.stringify(pushes)),
    all: (sql, ...parameters) => database.prepare(sql).all(...parameters).map((row) => ({ ...row })),
    counted() {
      return counted({ days: this.all("SELECT * FROM days"), hours: this.all("SELECT * FROM hours") });
    },
  };
}

/** A push, `at` seconds after midnight. */
function push(event, scene, visitor, at = 0) {
  const created = midnight + at;
  const place = { day: day + Math.floor(at / 86_400), hour: Math.floor((((at % 86_400) + 86_400) % 86_400) / 3600) };
  const key = `${event} ${scene} ${visitor} ${at}`;
  return { key, visitor, openid: `o-${visitor}`, event, scene, ticket: "", created, received: created + 1, time: created, ...place };
}
const scan = (...rest) => push("SCAN", ...rest);
const subscribe = (...rest) => push("subscribe", ...rest);
const unsubscribe = (visitor, at) => push("unsubscribe", "", visitor, at);

const figures = (people, news, existing, lost) => ({ people, new: news, existing, lost });

/** The figures of a code on the day. */
function of(database, scene, on = day) {
  const { days } = database.counted();
  return days[`${scene} ${on}`] ?? figures(0, 0, 0, 0);
}

describe("definitions", () => {
  test("扫码人数: a visitor counts once a day for each code", () => {
    const database = open();
    database.record(scan("a", "x", 1), scan("a", "x", 2), scan("a", "y", 3), scan("b", "x", 4));
    database.record(scan("a", "x", 86_400));
    assert.deepEqual(of(database, "a"), figures(2, 0, 3, 0));
    assert.deepEqual(of(database, "b"), figures(1, 0, 1, 0));
    assert.deepEqual(of(database, "a", day + 1), figures(1, 0, 1, 0));
  });

  test("取关: an unsubscribe counts for the code that last brought the follower, on its own day", () => {
    const database = open();
    database.record(subscribe("a", "x", 1), unsubscribe("x", 2), subscribe("b", "x", 3));
    database.record(scan("a", "x", 4), unsubscribe("x", 86_400));
    assert.deepEqual(of(database, "a"), figures(1, 1, 1, 1));
    assert.deepEqual(of(database, "b"), figures(1, 1, 0, 0));
    assert.deepEqual(of(database, "b", day + 1), figures(0, 0, 0, 1));
  });

  test("其他途径: who followed without a code, and who left and was never seen to come", () => {
    const database = open();
    database.record(subscribe("", "x", 1), unsubscribe("y", 2), unsubscribe("x", 3));
    assert.deepEqual(of(database, ""), figures(0, 1, 0, 2));
  });
});

test("a code's row knows its last scan, whichever comes in last, and nobody's leaving is one", () => {
  const database = open();
  const last = () => database.all("SELECT scene, last FROM days ORDER BY scene");
  database.record(scan("a", "x", 90), subscribe("b", "y", 5), subscribe("", "z", 7));
  database.record(scan("a", "y", 10), unsubscribe("y", 100), unsubscribe("w", 101));
  assert.deepEqual(last(), [{ scene: "", last: midnight + 7 }, { scene: "a", last: midnight + 90 }, { scene: "b", last: midnight + 5 }]);
});

describe("the same pushes, whatever comes of them on the way", () => {
  for (let seed = 1; seed <= 25; seed += 1) {
    test(`repeated, shuffled and cut into batches (seed ${seed})`, () => {
      const next = random(seed);
      const one = (list) => list[next(list.length)];
      const scenes = ["", "a", "b", "门店-12", "'; DROP TABLE scans; --"];
      const visitors = ["v", "w", "x", "y"];
      // Few visitors and few seconds, so that much happens to each, and at the same time.
      const pushes = Array.from({ length: 80 }, () => {
        const at = one([0, 0, 1, 2]) * 86_400 + next(12) * 1800 - 3600;
        const visitor = one(visitors);
        return one([
          () => scan(one(scenes.slice(1)), visitor, at),
          () => subscribe(one(scenes), visitor, at),
          () => unsubscribe(visitor, at),
        ])();
      });
      const sent = shuffle(pushes.flatMap((push) => Array(1 + next(3)).fill(push)), next);
      const database = open();
      while (sent.length > 0) database.record(...sent.splice(0, 1 + next(5)));
      const given = database.counted();
      // In which hour somebody came first depends on what was first seen.
      for (const figures of Object.values(given.hours)) figures.people = 0;
      const { days, hours } = count(pushes);
      const full = (table) => Object.fromEntries(Object.entries(table).filter(([, row]) => Object.values(row).some(Boolean)));
      assert.deepEqual(given.days, full(days));
      assert.deepEqual(full(given.hours), full(hours));
    });
  }

  test("figures of 200 days stand in one row of a code, whichever day comes first", () => {
    const database = open();
    const days = [199, 0, 57, 198, 1].map((at) => Math.floor(day / 200) * 200 + at - day);
    database.record(...days.flatMap((on) => [scan("a", "x", on * 86_400), scan("a", "y", on * 86_400 + 7200)]));
    assert.equal(database.all("SELECT * FROM days").length, 1);
    for (const on of days) assert.deepEqual(of(database, "a", day + on), figures(2, 0, 2, 0));
  });
});

describe("an unsubscribe deletes the openid", () => {
  const openids = (database) =>
    database.all("SELECT openid FROM visitors WHERE openid IS NOT NULL").map(({ openid }) => openid);
  const listed = (database) =>
    database.all(statement("SCANS"), 2 ** 52, "", 50).map(({ scene, openid }) => [scene, openid]);

  test("everywhere, and it does not come back with a push that was late", () => {
    const database = open();
    database.record(subscribe("a", "x", 1), scan("b", "x", 2), unsubscribe("x", 10));
    database.record(scan("c", "x", 5), subscribe("a", "x", 1), scan("d", "x", 10));
    assert.deepEqual(openids(database), []);
    const tables = database.all("SELECT name FROM sqlite_master WHERE type = 'table'");
    for (const { name } of tables) {
      assert(!JSON.stringify(database.all(`SELECT * FROM ${name}`)).includes("o-x"), name);
    }
    assert.deepEqual(of(database, "c"), figures(1, 0, 1, 0));
  });

  test("of that follower alone", () => {
    const database = open();
    database.record(scan("a", "x", 1), scan("a", "y", 1), unsubscribe("x", 2));
    assert.deepEqual(openids(database), ["o-y"]);
  });

  test("and who comes back is known from then on, not for what they did before", () => {
    const pushes = [scan("a", "x", 1), unsubscribe("x", 2), subscribe("b", "x", 3), scan("c", "x", 4)];
    const orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 1, 3, 0], [1, 0, 3, 2], [3, 1, 0, 2]];
    for (const order of orders) {
      const database = open();
      for (const at of order) database.record(pushes[at]);
      assert.deepEqual(listed(database), [["c", "o-x"], ["b", "o-x"], ["a", null]], `${order}`);
    }
  });
});

describe("hostile input is stored as the text that it is", () => {
  const scenes = ["😀".repeat(64), "'; DROP TABLE scans; --", '"', "\\", "=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>", "%_*?[]", "\u202e", "a\u0001b", " "];
  for (const scene of scenes) {
    test(JSON.stringify(scene), () => {
      const database = open();
      database.record(scan(scene, "x", 1), { ...scan(scene, "y", 2), openid: "o".repeat(64), ticket: scene });
      assert.deepEqual(of(database, scene), figures(2, 0, 2, 0));
      const rows = database.all(statement("SCANS_OF_CODE"), 2 ** 52, "", 50, scene);
      assert.deepEqual(rows.map((row) => row.scene), [scene, scene]);
      const [last] = database.all(statement("LAST_SCANS"), JSON.stringify([scene]), 2 ** 52);
      assert.deepEqual(last, { scene, created: midnight + 2, received: midnight + 3 });
    });
  }

  test("times at the ends of the calendar", () => {
    const database = open();
    const times = [0, 253_402_300_799, 1];
    database.record(...times.map((created, at) => ({ ...scan("a", `v${at}`, 0), key: `k${at}`, created })));
    assert.deepEqual(of(database, "a"), figures(3, 0, 3, 0));
    assert.equal(database.all(statement("SCANS"), 2 ** 52, "", 50).length, 3);
  });
});

describe("what is old is swept, a piece at a time", () => {
  test("single scans go, what the days counted stays", () => {
    const database = open();
    const old = Array.from({ length: 7 }, (_, at) => scan("a", `v${at}`, at));
    database.record(...old, scan("a", "v1", 10 * 86_400), { ...scan("b", "w", 9), key: "k", created: 253_402_300_799 });
    const cutoff = midnight + 5 * 86_400;
    assert.equal(database.all(`${statement("SWEEP_SCANS")} RETURNING 1`, cutoff, 5).length, 5);
    assert.equal(database.all(`${statement("SWEEP_SCANS")} RETURNING 1`, cutoff, 5).length, 2);
    assert.equal(database.all(`${statement("SWEEP_MADE_UP")} RETURNING 1`, cutoff, 5, cutoff + 86_400 * 9).length, 1);
    assert.equal(database.all(`${statement("SWEEP_PEOPLE")} RETURNING 1`, day + 5, 100).length, 8);
    assert.equal(database.all(`${statement("SWEEP_HOURS")} RETURNING 1`, day + 5, 100).length, 2);
    assert.deepEqual(database.all("SELECT scene, created FROM scans"), [{ scene: "a", created: midnight + 864_000 }]);
    assert.deepEqual(of(database, "a"), figures(7, 0, 7, 0));
    assert.equal(database.all(`${statement("SWEEP_VISITORS")} RETURNING 1`, cutoff).length, 8);
    // Not after a while, but as soon as they are seen again.
    assert.equal(database.all("SELECT * FROM visitors").length, 0);
  });
});
