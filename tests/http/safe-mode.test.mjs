// Safe mode (安全模式) and compatible mode (兼容模式).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as wechat from "./wechat.mjs";
import {
  aesKey, appId, assertRefused, assertRefusedFor, assertSuccess, encrypt, envelope, get, message, openReply, pad,
  plaintext, post, query, sealed, send, textOfXml, token, user,
} from "./wechat.mjs";
import { start, withWorker } from "./worker.mjs";

const variables = { WECHAT_TOKEN: token, WECHAT_AES_KEY: aesKey, WECHAT_APP_ID: appId };
const otherKey = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq";
const text = (Content) => message({ MsgType: "text", Content });
const hello = text("你好");

let worker;
before(async () => {
  worker = await start(variables);
});
after(() => worker.stop());

test("GET is verified by signature, as in every mode", async () => {
  assert.equal((await get(worker, { echostr: "回声" })).body, "回声");
  assertRefused(await get(worker, { token: "another", echostr: "回声" }), 403);
});

describe("a sealed message gets a sealed reply", () => {
  // Around the edges of the padding, and with what XML has to escape.
  const lengths = [1, 2, 3, 4, 16, 17, 32];
  const contents = ["你好", "]]> & <b> 🎉", ...lengths.map((length) => "a".repeat(length))];
  for (const content of contents) {
    test(content, async () => {
      const reply = openReply(await send(worker, sealed(text(content))));
      assert.equal(textOfXml(reply.message), content);
      assert.equal(reply.nonce, "1320562132");
    });
  }

  test("with fresh random bytes each time", async () => {
    const replies = [];
    for (let i = 0; i < 8; i += 1) replies.push(openReply(await send(worker, sealed(hello))));
    assert.equal(new Set(replies.map(({ random }) => random.toString("hex"))).size, replies.length);
  });

  test("whatever encrypt_type says", async () => {
    for (const encrypt_type of ["aes", "raw", "AES", "", undefined]) {
      const reply = openReply(await send(worker, sealed(hello, { encrypt_type })));
      assert.equal(textOfXml(reply.message), "你好");
    }
  });
});

test("success stays plain", async () => {
  const body = message({ MsgType: "event", Event: "unsubscribe" });
  assertSuccess(await send(worker, sealed(body)));
});

test("in compatible mode only what was encrypted counts", async () => {
  const forged = message({ MsgType: "text", Content: "forged", FromUserName: "someone-else" });
  const body = (ciphertext) =>
    forged.replace("</xml>", `<Encrypt>${wechat.cdata(ciphertext)}</Encrypt></xml>`);
  const reply = openReply(await send(worker, sealed(hello, { body })));
  assert.equal(textOfXml(reply.message), "你好");
});

describe("a key that is set refuses plaintext, however the request describes itself", () => {
  for (const encrypt_type of [undefined, "raw", "aes", ""]) {
    test(`encrypt_type ${encrypt_type ?? "left out"}`, async () => {
      await assertRefusedFor(worker, () => post(worker, hello, { encrypt_type }), 403, /\S/);
      const msg_signature = "0".repeat(40);
      assertRefused(await post(worker, hello, { encrypt_type, msg_signature }), 403);
    });
  }

  test("signed as if it were encrypted", async () => {
    const timestamp = String(wechat.now());
    for (const parts of [[], [""], [hello]]) {
      const msg_signature = wechat.sign(token, timestamp, "1", ...parts);
      assertRefused(await post(worker, hello, { timestamp, nonce: "1", msg_signature }), 403);
    }
  });
});

test("signature is no substitute for msg_signature", async () => {
  for (const msg_signature of [undefined, "", "0".repeat(40)]) {
    assertRefused(await send(worker, sealed(hello, { msg_signature })), 403);
  }
  const { query, ...request } = sealed(hello);
  query.set("msg_signature", query.get("signature"));
  assertRefused(await send(worker, { query, ...request }), 403);
});

test("msg_signature given twice is refused", async () => {
  const { query, ...request } = sealed(hello);
  query.append("msg_signature", query.get("msg_signature"));
  assertRefused(await send(worker, { query, ...request }), 403);
});

test("a request that is too old is refused, sealed or not", async () => {
  const timestamp = String(wechat.now() - 360);
  assertRefused(await send(worker, sealed(hello, { timestamp })), 403);
});

test("whatever cannot be opened gets one and the same 403; the log tells why", async () => {
  const bytes = plaintext(hello);
  const withLength = (length) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt32BE(length, 16);
    return encrypt(changed);
  };
  const withPadding = (...padding) =>
    encrypt(Buffer.concat([bytes, Buffer.alloc(32 - padding.length, 7), Buffer.from(padding)]));
  // Rows of one line have the same reason; each line has one of its own.
  const reasons = {
    signature: [{ token: "another", signature: undefined }, { msg_signature: "0".repeat(40) }],
    base64: [{ ciphertext: "*".repeat(64) }, { ciphertext: `${encrypt(bytes)}=` }],
    "length of the ciphertext": [{ ciphertext: "" }, { ciphertext: encrypt(bytes).slice(0, 20) }],
    padding: [
      { ciphertext: withPadding(0) },
      { ciphertext: withPadding(33) },
      { ciphertext: withPadding(255) },
      { ciphertext: withPadding(2) },
      { ciphertext: withPadding(4, 3, 3) },
      // 33 to 64 equal bytes.
      { ciphertext: encrypt(plaintext(hello, appId, 32)) },
    ],
    "another key": [{ key: otherKey }],
    "length field": [
      { ciphertext: withLength(bytes.length) },
      { ciphertext: withLength(0x7fffffff) },
      { ciphertext: withLength(0xffffffff) },
    ],
    "no room for a length field": [{ ciphertext: encrypt(pad(Buffer.alloc(10))) }],
    "app id": [
      { ciphertext: encrypt(plaintext(hello, "wx0000000000000000")) },
      { ciphertext: encrypt(plaintext(hello, "")) },
      { ciphertext: encrypt(plaintext(hello, `${appId}0`)) },
      { ciphertext: encrypt(plaintext(hello, appId.toUpperCase())) },
      { ciphertext: withLength(0) },
    ],
  };
  const said = {};
  const answers = new Set();
  for (const [reason, rows] of Object.entries(reasons)) {
    for (const changes of rows) {
      let answer;
      const request = async () => (answer = await send(worker, sealed(hello, changes)));
      const log = await assertRefusedFor(worker, request, 403, /\S/);
      answers.add(JSON.stringify([...answer.headers].filter(([name]) => name !== "date")));
      (said[reason] ??= []).push(log.replace(/ \(and \d+ more .*\)/, "").replaceAll(/\d+/g, "0"));
    }
    assert.equal(new Set(said[reason]).size, 1, `${reason}: ${said[reason].join("")}`);
  }
  assert.equal(answers.size, 1, "the answers differ");
  // A wrong key shows as wrong padding, and a missing length field as a wrong one.
  const { "another key": _, "no room for a length field": __, ...distinct } = said;
  const lines = Object.values(distinct).map(([line]) => line);
  assert.equal(new Set(lines).size, lines.length, lines.join(""));
  for (const secret of [aesKey, token]) assert(!worker.log().includes(secret));
});

describe("a sealed body that is no message is refused with 400", () => {
  const rows = {
    empty: "",
    "cut short": hello.slice(0, -1),
    "with a DOCTYPE": `<!DOCTYPE xml>${hello}`,
    "without MsgType": hello.replaceAll("MsgType", "Other"),
  };
  for (const [name, inner] of Object.entries(rows)) {
    test(name, async () => assertRefused(await send(worker, sealed(inner)), 400));
  }
});

describe("an envelope is read strictly", () => {
  const rows = {
    "with two Encrypt elements": [403, (c) => envelope(c).replace("</xml>", "<Encrypt>a</Encrypt></xml>")],
    "with a DOCTYPE": [400, (c) => `<!DOCTYPE xml>${envelope(c)}`],
    "with an attribute": [400, (c) => envelope(c).replace("<xml>", '<xml a="b">')],
    "cut short": [400, (c) => envelope(c).slice(0, -1)],
    empty: [400, () => ""],
  };
  for (const [name, [status, body]] of Object.entries(rows)) {
    test(name, async () => assertRefused(await send(worker, sealed(hello, { body })), status));
  }
});

test("a body over 64 KiB is refused with 413", async () => {
  const body = (ciphertext) => envelope(ciphertext) + " ".repeat(64 * 1024);
  assertRefused(await send(worker, sealed(hello, { body })), 413);
});

describe("a reply that is sent back as a push is refused", () => {
  // All of it was sent in the clear: the signature over it is WeChat's proof of the Worker, and the
  // Worker's proof of WeChat.
  const sendBack = (worker, reply, changes) => {
    const { Encrypt, MsgSignature: msg_signature, TimeStamp: timestamp, Nonce: nonce } = wechat.parse(reply.body);
    const all = { timestamp, nonce, msg_signature, openid: user, encrypt_type: "aes", ...changes };
    return send(worker, { method: "POST", query: query(all), body: envelope(Encrypt) });
  };
  const replyTo = async (worker, changes) => {
    const reply = await send(worker, sealed(hello, changes));
    assert.equal(textOfXml(openReply(reply, changes).message), "你好");
    return reply;
  };

  test("with a signature that fits and without one", async () => {
    const reply = await replyTo(worker);
    const bare = { signature: undefined, openid: undefined, encrypt_type: undefined };
    for (const changes of [{}, { signature: undefined }, bare]) {
      const reason = /sealed here|signature/;
      await assertRefusedFor(worker, () => sendBack(worker, reply, changes), 403, reason);
    }
  });

  test("each time, and the envelope as it is", async () => {
    for (let i = 0; i < 30; i += 1) {
      const { body } = await replyTo(worker);
      const { MsgSignature, TimeStamp: timestamp, Nonce: nonce } = wechat.parse(body);
      const query = new URLSearchParams({ timestamp, nonce, msg_signature: MsgSignature });
      assertRefused(await send(worker, { method: "POST", query, body }), 403);
    }
  });

  test("whichever of two keys sealed it", () =>
    withWorker({ ...variables, WECHAT_AES_KEY_PREVIOUS: otherKey }, async (rotating) => {
      for (const key of [aesKey, otherKey]) {
        assertRefused(await sendBack(rotating, await replyTo(rotating, { key })), 403);
      }
      // What was sealed while the key was the only one.
      assertRefused(await sendBack(rotating, await replyTo(worker)), 403);
      const after = { ...variables, WECHAT_AES_KEY: otherKey, WECHAT_AES_KEY_PREVIOUS: aesKey };
      await withWorker(after, async (rotated) => {
        assertRefused(await sendBack(rotated, await replyTo(worker)), 403);
      });
    }));
});

describe("a token and a key can be replaced without losing a message", () => {
  const old = { token: "theTokenBefore", key: otherKey };
  const current = { token, key: aesKey };
  const rotating = { ...variables, WECHAT_TOKEN_PREVIOUS: old.token, WECHAT_AES_KEY_PREVIOUS: old.key };

  test("old and current ones are accepted, and the reply is sealed with those of the request", () =>
    withWorker(rotating, async (worker) => {
      const rows = [current, old, { token: old.token, key: aesKey }, { token, key: old.key }];
      for (const credentials of rows) {
        const reply = openReply(await send(worker, sealed(hello, credentials)), credentials);
        assert.equal(textOfXml(reply.message), "你好");
      }
    }));

  test("a third key opens nothing", () =>
    withWorker(rotating, async (worker) => {
      const key = `Z${aesKey.slice(1)}`;
      assertRefused(await send(worker, sealed(hello, { key })), 403);
    }));

  test("afterwards the old ones are refused", async () => {
    assertRefused(await send(worker, sealed(hello, { key: old.key })), 403);
    assertRefused(await send(worker, sealed(hello, { token: old.token })), 403);
  });
});

test("the four fillings of a key's spare bits are one key", async () => {
  // The last character carries 4 bits of the key; G is one of the four that carry the same.
  for (const last of "EFGH") {
    const WECHAT_AES_KEY = aesKey.slice(0, 42) + last;
    await withWorker({ ...variables, WECHAT_AES_KEY }, async (worker) => {
      assert.equal(textOfXml(openReply(await send(worker, sealed(hello))).message), "你好");
    });
  }
});

test("without a key a sealed message is none", () =>
  withWorker({ WECHAT_TOKEN: token, WECHAT_APP_ID: appId }, async (worker) => {
    assertRefused(await send(worker, sealed(hello)), 400);
  }));
