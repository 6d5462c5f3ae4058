// What a panic costs: the request in which it happens, and no other. The Worker is built with a path
// that panics, since nothing that a stranger sends does.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { build } from "./variant.mjs";
import * as wechat from "./wechat.mjs";
import { get, message, post, send, textOf } from "./wechat.mjs";
import { start } from "./worker.mjs";

const text = message({ MsgType: "text", Content: "你好" });
// The line in the source that panics, so that the log can be held to it.
const line = 1 + readFileSync(new URL("../../src/edge/mod.rs", import.meta.url), "utf8")
  .split("\n")
  .findIndex((line) => line.includes("panic!("));

let worker;
before(async () => {
  const folder = build("panic", { WECHAT_EDGE_CARGO: "--features provoke-panic" });
  worker = await start({ WECHAT_TOKEN: wechat.token }, folder);
});
after(() => worker?.stop());

const panic = (method = "POST") =>
  send(worker, { path: "/provoke-panic", method, body: method === "POST" ? text : undefined });

describe("after a panic", () => {
  test("the request that panicked gets 500, and no word of why", async () => {
    const answer = await panic();
    assert.equal(answer.status, 500);
    assert.doesNotMatch(answer.body, /provoked|mod\.rs/);
  });

  test("the log has the panic's message and place, once", async () => {
    const from = worker.log().length;
    await panic();
    // What is logged later than the answer shows up before what the next request logs.
    await post(worker, text, { token: "wrong" });
    const log = await worker.logged(/signature does not fit/, from);
    assert.equal(log.match(/provoked by a test/g)?.length, 1, log);
    assert.equal(log.match(new RegExp(`src/edge/mod\\.rs:${line}:\\d+`, "g"))?.length, 1, log);
  });

  test("the next requests are answered as ever", async () => {
    await panic();
    assert.equal(textOf(await post(worker, text)), "你好");
    assert.equal((await get(worker, { echostr: "5838479218127813673" })).body, "5838479218127813673");
  });

  test("so are they after many panics, and beside them", async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      const [panicked, answered] = await Promise.all([panic(turn % 2 ? "GET" : "POST"), post(worker, text)]);
      assert.equal(panicked.status, 500);
      assert.equal(textOf(answered), "你好");
    }
  });
});
