// What strangers do below HTTP's manners: send no body, half a body, a Host that is none. Written to the
// socket, since no client sends such requests.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import * as wechat from "./wechat.mjs";
import { aesKey, appId, message, post, query, sealed, send, textOf, token } from "./wechat.mjs";
import { start } from "./worker.mjs";

const plaintext = { WECHAT_TOKEN: token };
const safe = { ...plaintext, WECHAT_AES_KEY: aesKey, WECHAT_APP_ID: appId };
const body = message({ MsgType: "text", Content: "你好" });

let worker;
before(async () => (worker = await start(plaintext)));
after(() => worker?.stop());

/** Opens a connection, writes, and reads the head of the answer; leaves the connection open. */
function raw(text, { url } = worker) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.write(text);
  const answered = new Promise((resolve) => {
    let read = "";
    socket.setEncoding("utf8").on("data", (data) => {
      read += data;
      if (read.includes("\r\n\r\n")) resolve(Number(read.split(" ")[1]));
    });
    socket.on("close", () => resolve(undefined));
  });
  return { socket, answered };
}

const head = (path, { host = "localhost", length } = {}) =>
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n` +
  (length === undefined ? "Transfer-Encoding: chunked\r\n\r\n" : `Content-Length: ${length}\r\n\r\n`);

/** The status, where it comes within so many milliseconds. */
const within = (milliseconds, { answered }) =>
  Promise.race([answered, new Promise((resolve) => setTimeout(resolve, milliseconds, "nothing"))]);

describe("what need not be read is refused before one byte of the body has come", () => {
  const stale = { timestamp: String(wechat.now() - 1000) };
  const rows = {
    "another path": ["/nothing", 404],
    "no query": ["/wechat", 403],
    "a wrong signature": [`/wechat?${query({ token: "another" })}`, 403],
    "a stale timestamp": [`/wechat?${query(stale)}`, 403],
    "a body that says it is too long": [`/wechat?${query()}`, 413, 64 * 1024 + 1],
  };
  for (const [name, [path, status, declared]] of Object.entries(rows)) {
    for (const length of declared ? [declared] : [undefined, 1000]) {
      test(`${name}, ${length === undefined ? "chunked" : `Content-Length: ${length}`}`, async () => {
        const request = raw(head(path, { length }));
        assert.equal(await within(1000, request), status);
        request.socket.destroy();
      });
    }
  }

  test("another method, and a Worker without a token", async () => {
    const put = raw(head("/wechat").replace("POST", "PUT"));
    assert.equal(await within(1000, put), 405);
    put.socket.destroy();
    const unset = await start({});
    try {
      const request = raw(head(`/wechat?${query()}`), unset);
      assert.equal(await within(1000, request), 503);
      request.socket.destroy();
    } finally {
      await unset.stop();
    }
  });

  test("in safe mode: a signature that is there and does not fit", async () => {
    const worker = await start(safe);
    try {
      const { query } = sealed(body);
      query.set("signature", "0".repeat(40));
      const request = raw(head(`/wechat?${query}`), worker);
      assert.equal(await within(1000, request), 403);
      request.socket.destroy();
    } finally {
      await worker.stop();
    }
  });

  test("a thousand of them are answered, and hold no memory", async () => {
    const resident = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${worker.pid}/status`, "utf8"))?.[1]) / 1024;
    const before = resident();
    const requests = Array.from({ length: 1000 }, () => raw(head("/nothing")));
    for (const request of requests) assert.equal(await within(10_000, request), 404);
    const grown = resident() - before;
    for (const { socket } of requests) socket.destroy();
    // Reading them took more than 100 MiB.
    assert(!(grown > 60), `${grown} MiB for 1000 connections`);
  });
});

describe("a body that does not come is given up after 3 seconds", { concurrency: true }, () => {
  for (const [name, options, start] of [
    ["nothing of it, chunked", {}, ""],
    ["nothing of it", { length: 1000 }, ""],
    ["half of it, chunked", {}, "10\r\n<xml><ToUserName\r\n"],
    ["half of it", { length: 1000 }, "<xml><ToUserName"],
  ]) {
    test(name, async () => {
      const begun = performance.now();
      const request = raw(head(`/wechat?${query({ nonce: String(Math.random()).slice(2, 11) })}`, options) + start);
      assert.equal(await within(8000, request), 408);
      const time = performance.now() - begun;
      assert(time > 2500, `after ${time} ms already`);
      request.socket.destroy();
    });
  }

  // One request watches over the bodies of all, and is long answered itself, or gone, or relieved.
  const stall = () => raw(head(`/wechat?${query({ nonce: String(Math.random()).slice(2, 11) })}`, { length: 1000 }));
  async function isGivenUp(request) {
    const begun = performance.now();
    assert.equal(await within(8000, request), 408);
    const time = performance.now() - begun;
    assert(time > 2500 && time < 5000, `after ${time} ms`);
    request.socket.destroy();
  }

  test("after a push that is answered already", async () => {
    const other = await start(plaintext);
    try {
      assert.equal(textOf(await post(other, body)), "你好");
      await isGivenUp(raw(head(`/wechat?${query()}`, { length: 1000 }), other));
      // Nobody watches any more, so the next one has to.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await isGivenUp(raw(head(`/wechat?${query()}`, { length: 1000 }), other));
      const first = raw(head(`/wechat?${query()}`, { length: 1000 }), other);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const second = raw(head(`/wechat?${query()}`, { length: 1000 }), other);
      first.socket.destroy();
      await isGivenUp(second);
    } finally {
      await other.stop();
    }
  });

  test("for longer than one request can watch", async () => {
    const all = [];
    for (let turn = 0; turn < 16; turn += 1) {
      all.push(isGivenUp(stall()));
      await new Promise((resolve) => setTimeout(resolve, 1700));
    }
    await Promise.all(all);
  });

  test("a byte at a time, but in time, is no fault", async () => {
    const bytes = Buffer.from(body);
    const request = raw(head(`/wechat?${query()}`, { length: bytes.length }));
    for (let at = 0; at < bytes.length; at += 1) {
      request.socket.write(bytes.subarray(at, at + 1));
      if (at % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(await within(5000, request), 200);
    request.socket.destroy();
  });
});

test("who hangs up in the middle of a body leaves one line in the log, and no exception", async () => {
  const from = worker.log().length;
  for (const options of [{}, { length: 1000 }, {}, { length: 1000 }]) {
    const { socket } = raw(`${head(`/wechat?${query()}`, options)}10\r\n<xml><ToUserName\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 150));
    socket.destroy();
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(textOf(await post(worker, body)), "你好");
  // workerd itself says with --verbose when a connection ends; the Worker's own lines are the others.
  const lines = worker.log().slice(from).split("\n").filter((line) => !/: info: |^stack: |^$/.test(line));
  assert.doesNotMatch(lines.join("\n"), /uncaught|exception|Error:|entry\.js/i);
  assert(lines.length >= 1 && lines.length <= 4, lines.join("\n"));
  for (const line of lines) assert.match(line, /^the connection ended before the body did/);
});

test("the same refusal is logged at most once a second, with a count of what was left out", async () => {
  const refused = () => send(worker, { method: "POST", query: query({ token: "another" }), body });
  // What earlier tests left out is told first.
  for (let i = 0; i < 2; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await refused();
  }
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const from = worker.log().length;
  const begun = performance.now();
  for (let i = 0; i < 50; i += 1) await refused();
  const seconds = Math.ceil((performance.now() - begun) / 1000) + 1;
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await refused();
  const lines = () => worker.log().slice(from).match(/signature does not fit.*\n/g) ?? [];
  const counted = () =>
    lines().reduce((sum, line) => sum + 1 + Number(/and (\d+) more/.exec(line)?.[1] ?? 0), 0);
  for (let tries = 0; tries < 200 && counted() < 51; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(counted(), 51, lines().join(""));
  assert(lines().length >= 2 && lines().length <= seconds + 1, lines().join(""));
});

describe("a Host header with more in it than a host makes no other path look like the callback", () => {
  const signed = () => query({ echostr: "e" });
  const get = (path, host) => raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  for (const [name, path, host] of [
    ["up to a fragment", "/other", () => `x/wechat?${signed()}#`],
    ["with the path as a further key", "/other", () => `x/wechat?${signed()}&a=`],
    ["with the query in the path", "/other", () => `x/wechat?`],
    ["with the path as user info", "/wechat", () => `x/wechat?${signed()}&a=@y`],
    ["with a backslash", "/other", () => `x\\wechat?${signed()}#`],
  ]) {
    test(name, async () => {
      const request = get(path, host());
      const status = await within(2000, request);
      assert(status === 400 || status === 403 || status === 404 || status === undefined, `${status}`);
      request.socket.destroy();
    });
  }

  test("a host with a port, and a query with a slash, are none of that", async () => {
    const request = get(`/wechat?${signed()}&from=a/b?c`, "shop.example:8443");
    assert.equal(await within(2000, request), 200);
    request.socket.destroy();
  });
});
