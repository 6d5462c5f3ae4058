// Many scans at once, while D1 and the Queue come and go: every figure is that of a plain count.
//
//   SCANS=100000 node --test tests/http/scans-load.test.mjs
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { random } from "../scans/database.mjs";
import { comparable, event, expected, push, startWithStores, unwritten } from "./stores.mjs";
import { now } from "./wechat.mjs";

const scans = Number(process.env.SCANS ?? 1500);
const codes = Math.max(10, scans / 100);
const visitors = Math.max(20, scans / 5);
const connections = 50;

let worker;
before(async () => (worker = await startWithStores()));
after(() => worker?.stop());

test(`${scans} scans, each delivered one to three times, over ${connections} connections`, async (context) => {
  const next = random(12);
  const time = now() - 3600;
  const pushes = Array.from({ length: scans }, (_, at) => {
    const [scene, visitor] = [`code-${next(codes)}`, `o-visitor-${next(visitors)}`];
    const kind = next(10);
    const created = time + Math.floor((at * 3600) / scans);
    if (kind === 0) return event("unsubscribe", "", visitor, created);
    if (kind < 4) return event("subscribe", kind === 1 ? "" : scene, visitor, created);
    return event("SCAN", scene, visitor, created);
  });
  const sent = pushes.flatMap((one) => Array(1 + next(3)).fill(one));
  // Repeats come a little later, among others.
  for (let at = 0; at < sent.length; at += 1) {
    const other = Math.min(sent.length - 1, at + next(20));
    [sent[at], sent[other]] = [sent[other], sent[at]];
  }

  const faults = ["", "d1=overloaded", "", "d1=lost", "d1=overloaded&queue=broken", "", "d1=broken&queue=lost", ""];
  const begun = performance.now();
  let [at, slowest] = [0, 0];
  const each = async () => {
    while (at < sent.length) {
      const place = at;
      at += 1;
      const every = Math.ceil(sent.length / faults.length);
      if (place % every === 0) await worker.control(`/modes?${faults[place / every]}`);
      const { status, milliseconds } = await push(worker, sent[place]);
      assert.equal(status, 200);
      slowest = Math.max(slowest, milliseconds);
    }
  };
  await Promise.all(Array.from({ length: connections }, each));
  const seconds = (performance.now() - begun) / 1000;
  context.diagnostic(`${(sent.length / seconds).toFixed(0)} pushes/s, slowest ${slowest.toFixed(0)} ms`);
  assert(slowest < 3000, `${slowest} ms`);

  await worker.control("/modes");
  await worker.drain();
  const lines = unwritten(worker.log());
  context.diagnostic(`${lines.length} records restored from the log`);
  for (let from = 0; from < lines.length; from += 500) {
    const body = JSON.stringify(lines.slice(from, from + 500));
    assert.equal((await worker.api("scans", { method: "POST", body })).status, 200);
  }
  assert.deepEqual(comparable(await worker.counted()), expected(pushes));
});
