// What the console's health says of the callback, and that no push waits for it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { event, push, startWithStores } from "./stores.mjs";
import * as wechat from "./wechat.mjs";

const text = wechat.message({ MsgType: "text", Content: "你好" });
const former = { token: "formertoken", key: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg" };
const safe = { WECHAT_AES_KEY: wechat.aesKey, WECHAT_APP_ID: wechat.appId };

async function withWorker(variables, run, options) {
  const worker = await startWithStores(variables, options);
  try {
    await run(worker, async () => (await worker.api("health")).body);
  } finally {
    await worker.stop();
  }
}

const refuse = async (worker, changes, status) => assert.equal((await wechat.post(worker, text, changes)).status, status);

test("at first there is nothing to tell", async () => {
  await withWorker({}, async (worker, health) => {
    const { mode, rotating, opened, refusals, clock_difference, last_push } = await health();
    assert.deepEqual({ mode, rotating, opened, refusals, clock_difference, last_push }, {
      mode: "plaintext",
      rotating: false,
      opened: { current: null, previous: null },
      refusals: { signatures: 0, others: 0 },
      clock_difference: null,
      last_push: null,
    });
  });
});

test("refusals are counted, by whether the signature fit, and once however often they are asked for", async () => {
  await withWorker({ WECHAT_TIMESTAMP_TOLERANCE: "300" }, async (worker, health) => {
    for (let times = 0; times < 3; times += 1) await refuse(worker, { token: "anothertoken" }, 403);
    await refuse(worker, { timestamp: String(wechat.now() - 1000) }, 403);
    assert.equal((await wechat.post(worker, "<xml>")).status, 400);
    assert.equal((await fetch(`${worker.url}/wechat`, { method: "PUT" })).status, 405);
    // Nobody meant the callback.
    assert.equal((await fetch(`${worker.url}/favicon.ico`)).status, 404);
    assert.equal((await wechat.post(worker, text)).status, 200);
    assert.deepEqual((await health()).refusals, { signatures: 3, others: 3 });
    await refuse(worker, { token: "anothertoken" }, 403);
    const answers = await Promise.all(Array.from({ length: 5 }, health));
    assert.ok(answers.every(({ refusals }) => refusals.signatures <= 4));
    assert.deepEqual((await health()).refusals, { signatures: 4, others: 3 });
    const rows = await worker.sql("SELECT * FROM refusals");
    assert.ok(rows.length <= 2, "a row for an hour");
    await worker.sql(`UPDATE refusals SET hour = hour - 24`);
    assert.deepEqual((await health()).refusals, { signatures: 0, others: 0 }, "older than 24 hours");
  });
});

test("by themselves they are written behind the answer, many as one row", async () => {
  await withWorker({}, async (worker) => {
    const begun = performance.now();
    await Promise.all(Array.from({ length: 50 }, () => refuse(worker, { token: "anothertoken" }, 403)));
    assert.ok(performance.now() - begun < 5000, "nobody waited");
    assert.deepEqual(await worker.sql("SELECT * FROM refusals"), []);
    for (let tries = 0; tries < 200; tries += 1) {
      const [row] = await worker.sql("SELECT sum(signatures) AS signatures, count(*) AS hours FROM refusals");
      if (row.signatures !== null) return assert.deepEqual([row.signatures, row.hours], [50, 1]);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail("nothing was written");
  });
});

test("a database that fails loses none, and keeps nobody waiting", async () => {
  await withWorker({}, async (worker, health) => {
    await refuse(worker, { token: "anothertoken" }, 403);
    await worker.control("/modes?d1=broken", "");
    assert.equal((await worker.api("health")).status, 503);
    await refuse(worker, { token: "anothertoken" }, 403);
    await worker.control("/modes", "");
    assert.deepEqual((await health()).refusals, { signatures: 2, others: 0 });
  });
});

test("the clock's difference is that of the last push", async () => {
  await withWorker({}, async (worker, health) => {
    await push(worker, event("SCAN", "a", "oAAAAAAAAAAAAAAAAAAAAAAAAA01", wechat.now() - 40));
    const { clock_difference } = await health();
    assert.ok(clock_difference >= 40 && clock_difference < 50, `${clock_difference}`);
  });
});

describe("while a token or key is rolled out it says which one fit last", () => {
  const soon = (time) => Math.abs(Date.parse(time) - Date.now()) < 60_000;

  test("plaintext mode", async () => {
    await withWorker({ WECHAT_TOKEN_PREVIOUS: former.token }, async (worker, health) => {
      assert.equal((await wechat.post(worker, text, { token: former.token })).status, 200);
      let state = await health();
      assert.deepEqual([state.mode, state.rotating, state.opened.current, soon(state.opened.previous)], ["plaintext", true, null, true]);
      assert.equal((await wechat.post(worker, text)).status, 200);
      state = await health();
      assert.ok(soon(state.opened.current) && soon(state.opened.previous));
    });
  });

  for (const [name, variables, changes] of [
    ["another key", { WECHAT_AES_KEY_PREVIOUS: former.key }, { key: former.key }],
    ["another token", { WECHAT_TOKEN_PREVIOUS: former.token }, { token: former.token }],
  ]) {
    test(`safe mode, ${name}`, async () => {
      await withWorker({ ...safe, ...variables }, async (worker, health) => {
        assert.equal((await wechat.send(worker, wechat.sealed(text, changes))).status, 200);
        let state = await health();
        assert.deepEqual([state.mode, state.rotating, state.opened.current, soon(state.opened.previous)], ["encrypted", true, null, true]);
        assert.equal((await wechat.send(worker, wechat.sealed(text))).status, 200);
        state = await health();
        assert.ok(soon(state.opened.current) && soon(state.opened.previous));
      });
    });
  }

  test("with one token and one key nothing is noted", async () => {
    await withWorker(safe, async (worker, health) => {
      assert.equal((await wechat.send(worker, wechat.sealed(text))).status, 200);
      const { rotating, opened } = await health();
      assert.deepEqual([rotating, opened], [false, { current: null, previous: null }]);
      assert.deepEqual(await worker.sql("SELECT * FROM settings"), []);
    });
  });
});

test("a Worker whose settings will not do says so", async () => {
  await withWorker({ WECHAT_TOKEN: "" }, async (worker, health) => {
    assert.deepEqual([(await health()).mode, (await health()).rotating], [null, false]);
  });
});
