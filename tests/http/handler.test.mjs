// What the README shows of answers in Rust: each example is put where it says, in src/handler.rs, and
// runs in workerd, with a backend and a database that are real.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { extname } from "node:path";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
import { aesKey, appId, assertSuccess, message, openReply, post, sealed, send, textOf, textOfXml, token } from "./wechat.mjs";
import { build, project } from "./variant.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const examples = (file) =>
  [...readFileSync(`${root}${file}`, "utf8").matchAll(/^```rust\n(.*?)^```/gms)].map(([, code]) => code);

/** A copy of the project whose handler asks one example after the other. */
function asking(codes, more) {
  const modules = [...codes, more].map((code, at) => `mod example_${at} {\n${code}}\n`);
  const ask = [...codes, more].map(
    (_, at) => `    if let Some(reply) = example_${at}::answer(message, context).await? { return Ok(Some(reply)); }\n`,
  );
  return project("handler-source", {
    "replies.toml": readFileSync(`${root}tests/shipped/replies.toml`),
    "src/handler.rs": `${modules.join("\n")}
pub async fn answer<'m>(
    message: &wechat_edge::wechat::message::Message<'m>,
    context: &wechat_edge::context::Context<'_>,
) -> Result<Option<wechat_edge::wechat::reply::Reply<'m>>, wechat_edge::context::Error> {
${ask.join("")}    Ok(None)
}
`,
  });
}

// What no example shows: failing, being late, panicking after an await, going on after the answer.
const more = `
use std::time::Duration;

use wechat_edge::context::{Context, Error};
use wechat_edge::wechat::message::{Message, MessageType};
use wechat_edge::wechat::reply::Reply;

pub async fn answer<'m>(
    message: &Message<'m>,
    context: &Context<'_>,
) -> Result<Option<Reply<'m>>, Error> {
    let MessageType::Text(text) = message.kind() else {
        return Ok(None);
    };
    match text.content() {
        "fail" => Err("🔥 it failed")?,
        "wait" => worker::Delay::from(Duration::from_millis(200)).await,
        "late" => worker::Delay::from(Duration::from_secs(60)).await,
        "panic" => {
            worker::Delay::from(Duration::from_millis(50)).await;
            panic!("after an await");
        }
        "after" => {
            context.wait_until(async {
                worker::Delay::from(Duration::from_millis(300)).await;
                worker::console_log!("after the answer");
            });
            return Ok(Some(Reply::text("at once")));
        }
        _ => return Ok(None),
    }
    context.log("waited 等");
    Ok(Some(Reply::text(format!("{} at {}", text.content(), context.now()))))
}
`;

let worker;
let miniflare;
let options;
let backend;
let answerOf = () => {};
let log = "";

before(async () => {
  const codes = examples("README.md").filter((code) => code.includes("pub async fn answer"));
  assert.equal(codes.length, 3);
  const folder = build("handler", {}, asking(codes, more));
  backend = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (data) => (body += data));
    request.on("end", () => answerOf(body, response));
  });
  await new Promise((resolve) => backend.listen(0, "127.0.0.1", resolve));
  const files = readdirSync(folder, { recursive: true }).filter((file) => /^(?!dist)[^.].*\.(bin|js|wasm)$/.test(file));
  const modules = files
    .toSorted((a, b) => Number(b === "entry.js") - Number(a === "entry.js"))
    .map((file) => ({ type: { ".bin": "Data", ".js": "ESModule", ".wasm": "CompiledWasm" }[extname(file)], path: `${folder}/${file}` }));
  options = {
    modules,
    modulesRoot: folder,
    compatibilityDate: "2026-10-23",
    host: "127.0.0.1",
    bindings: {
      WECHAT_TOKEN: token,
      SHOP: "杭州店",
      BACKEND: `http://127.0.0.1:${backend.address().port}/orders`,
    },
    d1Databases: ["DB"],
    cf: false,
    handleStructuredLogs: ({ message }) => (log += `${message}\n`),
  };
  miniflare = new Miniflare(convertV4MiniflareOptions(options));
  worker = { url: String(await miniflare.ready).replace(/\/$/, "") };
});
after(async () => {
  await miniflare?.dispose();
  backend?.closeAllConnections();
  backend?.close();
});

const text = (Content, more) => message({ MsgType: "text", Content, ...more });

async function logged(pattern) {
  for (let tries = 0; tries < 500 && !pattern.test(log); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.match(log, pattern);
}

test("both READMEs show the same code", () => {
  assert.deepEqual(examples("README.zh-CN.md"), examples("README.md"));
});

describe("the examples", () => {
  test("a variable in a reply", async () => {
    const place = message({ MsgType: "location", Location_X: "30.2", Location_Y: "120.1", Scale: 16, Label: "西湖 🌊" });
    assert.equal(textOf(await post(worker, place)), "您在西湖 🌊，欢迎来杭州店。");
  });

  test("a backend is asked", async () => {
    answerOf = (body, response) => response.end(`订单${body}已发货 🚚`);
    assert.equal(textOf(await post(worker, text("订单 42"))), "订单 42已发货 🚚");
  });

  test("a backend that is wrong, slow or gone", async () => {
    answerOf = (_, response) => response.writeHead(500).end();
    assert.equal(textOf(await post(worker, text("订单1"))), "查询失败，请稍后再试。");
    await logged(/the backend: status 500/);
    answerOf = () => {};
    const begun = performance.now();
    assert.equal(textOf(await post(worker, text("订单1"))), "系统繁忙，请稍后再试。");
    assert(performance.now() - begun > 1900);
    answerOf = (_, response) => response.destroy();
    assert.equal(textOf(await post(worker, text("订单1"))), "查询失败，请稍后再试。");
  });

  test("a counter for each visitor, in D1", async () => {
    // Without the table: the rules answer, and the log says why.
    assert.equal(textOf(await post(worker, text("签到"))), "签到");
    await logged(/src\/handler\.rs failed, so the rules answered: .*visits/);
    const database = await miniflare.getD1Database("DB");
    await database.exec("CREATE TABLE visits (openid TEXT PRIMARY KEY, visits INTEGER NOT NULL)");
    for (const visits of [1, 2, 3]) {
      assert.equal(textOf(await post(worker, text("签到"))), `这是您第 ${visits} 次签到。`);
    }
    const all = await Promise.all(Array.from({ length: 20 }, () => post(worker, text("签到"))));
    const counts = all.map((answer) => Number(/\d+/.exec(textOf(answer))[0]));
    assert.deepEqual(counts.toSorted((a, b) => a - b), Array.from({ length: 20 }, (_, at) => at + 4));
  });

  test("leave all the rest to the rules", async () => {
    assert.equal(textOf(await post(worker, text("你好"))), "你好");
  });
});

describe("a handler", () => {
  test("that fails leaves the answer to the rules, and the log says why", async () => {
    assert.equal(textOf(await post(worker, text("fail"))), "fail");
    await logged(/src\/handler\.rs failed, so the rules answered: 🔥 it failed/);
  });

  test("that awaits a timer is woken, and may log", async () => {
    assert.match(textOf(await post(worker, text("wait"))), /^wait at \d{10}$/);
    await logged(/waited 等/);
  });

  test("that is late answers nothing after 4.5 s, and the log says so", async () => {
    const begun = performance.now();
    assertSuccess(await post(worker, text("late")));
    const time = performance.now() - begun;
    assert(time > 4400 && time < 6000, `${time} ms`);
    await logged(/src\/handler\.rs was not done after 4500 ms/);
  });

  test("goes on after the answer", async () => {
    assert.equal(textOf(await post(worker, text("after"))), "at once");
    await logged(/after the answer/);
  });

  test("that panics while others wait costs what waits at once, and nothing after", async () => {
    const late = post(worker, text("late"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const begun = performance.now();
    assert.equal((await post(worker, text("panic"))).status, 500);
    assert.equal((await late).status, 500);
    assert(performance.now() - begun < 3000, "what waited was not rejected at once");
    assert.equal(textOf(await post(worker, text("你好"))), "你好");
    assert.match(textOf(await post(worker, text("wait"))), /^wait at/);
  });
});

test("a reply that comes later is sealed with the key that opened the push", async () => {
  const older = "B".repeat(43);
  const bindings = {
    WECHAT_TOKEN: token,
    WECHAT_AES_KEY: aesKey,
    WECHAT_AES_KEY_PREVIOUS: older,
    WECHAT_APP_ID: appId,
  };
  await miniflare.setOptions(convertV4MiniflareOptions({ ...options, bindings }));
  worker = { url: String(await miniflare.ready).replace(/\/$/, "") };
  for (const key of [aesKey, older]) {
    const reply = openReply(await send(worker, sealed(text("wait"), { key })), { key });
    assert.match(textOfXml(reply.message), /^wait at/);
  }
});
