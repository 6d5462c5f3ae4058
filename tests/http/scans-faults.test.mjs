// Whatever D1 and the Queue do, a scan is answered in time and counted once.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { random, shuffle } from "../scans/database.mjs";
import { comparable, event, expected, push, startWithStores, unwritten } from "./stores.mjs";
import { now } from "./wechat.mjs";

const faults = ["ok", "slow", "hang", "overloaded", "limit", "broken", "lost", "silent"];

let worker;
before(async () => (worker = await startWithStores()));
after(() => worker?.stop());

const sent = [];

/** Sends pushes all at once; checks that WeChat has its answers in time. */
async function send(pushes) {
  sent.push(...pushes);
  const answers = await Promise.all(pushes.map((one) => push(worker, one)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  const slowest = Math.max(...answers.map(({ milliseconds }) => milliseconds));
  assert(slowest < 3000, `${slowest} ms`);
}

// What a visitor does under a pair of faults: comes by a code, scans it again, leaves.
function visit(scene, visitor) {
  const time = now() - 60;
  return [
    event("subscribe", scene, visitor, time),
    event("SCAN", scene, visitor, time + 5),
    event("unsubscribe", "", visitor, time + 9),
  ];
}

describe("every pair of faults, with each push sent three times at once", () => {
  const next = random(7);
  for (const d1 of faults) {
    test(`D1 ${d1}: answered within 3 s`, () =>
      send(
        shuffle(
          faults.flatMap((queue) => visit(`d1=${d1} queue=${queue}`, `o d1=${d1} queue=${queue}`)).flatMap((one) => [one, one, one]),
          next,
        ),
      ));
  }

  test("50 of the same at once", async () => {
    const one = event("SCAN", "fifty", "o-fifty", now());
    await send(Array(50).fill(one));
  });
});

describe("once the consumer ran and the log is restored", () => {
  before(async () => {
    // What was slow has been written by then.
    await new Promise((resolve) => setTimeout(resolve, 3500));
    await worker.control("/modes?d1=ok&queue=ok");
  });

  test("a batch is retried later and later while D1 fails, and none of it is lost", async () => {
    for (const d1 of ["overloaded", "broken", "lost", "limit"]) {
      const before = await worker.control(`/modes?d1=${d1}`);
      const { waiting, delays, outcome } = await worker.control("/deliver");
      assert.deepEqual([waiting, outcome], [before.waiting, "ok"]);
      assert(delays.every((delay) => delay >= 10 && delay <= 7200), `${delays}`);
    }
    await worker.control("/modes?d1=ok&queue=ok");
  });

  test("every figure is that of a plain count, however often a batch comes", async () => {
    await worker.drain(2);
    const lines = unwritten(worker.log());
    assert(lines.length > 0, "both were down for some");
    for (let at = 0; at < lines.length; at += 100) {
      const body = JSON.stringify(lines.slice(at, at + 100));
      const { status } = await worker.api("scans", { method: "POST", body });
      assert.equal(status, 200);
    }
    assert.deepEqual(comparable(await worker.counted()), expected(sent));
    const [{ scans }] = await worker.sql("SELECT count(*) AS scans FROM scans");
    const scanned = sent.filter(({ counted }) => counted.event !== "unsubscribe");
    assert.equal(scans, new Set(scanned.map(({ counted }) => counted.key)).size);
  });

  test("no openid is left of those who left", async () => {
    const [{ openids }] = await worker.sql("SELECT group_concat(openid) AS openids FROM visitors");
    assert.equal(openids, "o-fifty");
  });

  test("restored again, nothing changes", async () => {
    const before = await worker.counted();
    const body = JSON.stringify(unwritten(worker.log()).slice(0, 100));
    await worker.api("scans", { method: "POST", body });
    assert.deepEqual(await worker.counted(), before);
  });
});

describe("the dead-letter queue", () => {
  test("has what failed 21 times, the log has it too, and it can be brought back", async () => {
    await worker.control("/modes");
    const from = worker.log().length;
    const one = event("SCAN", "dead d1=overloaded", "o-dead", now());
    await send([one]);
    await worker.control("/modes?d1=overloaded");
    let answer;
    for (let times = 0; times < 21; times += 1) answer = await worker.control("/deliver");
    assert.deepEqual([answer.waiting, answer.dead], [0, 1]);
    await worker.logged(/unwritten scan/, from);
    const [line] = unwritten(worker.log().slice(from));
    assert.equal(line.scene, "dead d1=overloaded");
    await worker.control("/modes?d1=ok");
    await worker.control("/revive");
    await worker.drain();
    assert.deepEqual(comparable(await worker.counted()), expected(sent));
  });
});
