// What is recorded of scans where visitors sign in.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWithStores } from "./stores.mjs";
import { everything } from "./variant.mjs";
import * as wechat from "./wechat.mjs";

let worker;

before(async () => {
  const sealed = { WECHAT_AES_KEY: wechat.aesKey, WECHAT_APP_ID: wechat.appId };
  worker = await startWithStores(sealed, { folder: everything() });
});

after(() => worker.stop());

test("which of the pool's codes was scanned says nothing to anybody: all count as `login`", async () => {
  for (const [at, EventKey] of ["login.001", "login.299", "login", "logins", "shop.login.1"].entries()) {
    const message = wechat.message({ FromUserName: `oVisitor${at}`, MsgType: "event", Event: "SCAN", EventKey, Ticket: "t" });
    const { status } = await wechat.send(worker, wechat.sealed(message));
    assert.equal(status, 200);
  }
  await worker.drain();
  const rows = await worker.sql("SELECT scene, count(*) AS n FROM scans GROUP BY scene ORDER BY scene");
  assert.deepEqual(
    rows.map(({ scene, n }) => [scene, n]),
    [
      ["login", 3],
      ["logins", 1],
      ["shop.login.1", 1],
    ],
  );
});
