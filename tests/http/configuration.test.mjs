// What the environment says, and what a Worker does that was not told enough.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as wechat from "./wechat.mjs";
import { aesKey, appId, assertRefused, get, message, now, post, textOf, token } from "./wechat.mjs";
import { withWorker } from "./worker.mjs";

const body = message({ MsgType: "text", Content: "你好" });

describe("a configuration that is not complete gets 503 and a log line that says what to do", () => {
  const noToken = /wrangler secret put WECHAT_TOKEN\b/;
  const tolerance = (seconds) => ({ WECHAT_TOKEN: token, WECHAT_TIMESTAMP_TOLERANCE: seconds });
  const key = (WECHAT_AES_KEY) => ({ WECHAT_TOKEN: token, WECHAT_APP_ID: appId, WECHAT_AES_KEY });
  const noKey = /\bWECHAT_AES_KEY is not an EncodingAESKey/;
  const rows = {
    "no token": [{}, noToken],
    "an empty token": [{ WECHAT_TOKEN: "" }, noToken],
    "a blank token": [{ WECHAT_TOKEN: " \n" }, noToken],
    "no token but the previous one": [{ WECHAT_TOKEN_PREVIOUS: token }, noToken],
    "a tolerance in words": [tolerance("off"), /WECHAT_TIMESTAMP_TOLERANCE/],
    "a negative tolerance": [tolerance("-1"), /WECHAT_TIMESTAMP_TOLERANCE/],
    "a tolerance with a unit": [tolerance("5m"), /WECHAT_TIMESTAMP_TOLERANCE/],
    "a key without an app id": [{ WECHAT_TOKEN: token, WECHAT_AES_KEY: aesKey }, /WECHAT_APP_ID/],
    "a key with an empty app id": [{ ...key(aesKey), WECHAT_APP_ID: "" }, /WECHAT_APP_ID/],
    "a key of 42 characters": [key(aesKey.slice(1)), noKey],
    "a key of 44 characters": [key(`${aesKey}=`), noKey],
    "a key with a character that is none": [key(`*${aesKey.slice(1)}`), noKey],
    "a previous key that is none": [
      { ...key(aesKey), WECHAT_AES_KEY_PREVIOUS: "short" },
      /WECHAT_AES_KEY_PREVIOUS is not an EncodingAESKey/,
    ],
    "a previous key without a current one": [
      { WECHAT_TOKEN: token, WECHAT_APP_ID: appId, WECHAT_AES_KEY_PREVIOUS: aesKey },
      /WECHAT_AES_KEY_PREVIOUS is set, but WECHAT_AES_KEY is not/,
    ],
  };
  for (const [name, [variables, says]] of Object.entries(rows)) {
    test(name, () =>
      withWorker(variables, async (worker) => {
        // Signed with what is there, so that nothing but the configuration can be the reason.
        assertRefused(await get(worker, { token: variables.WECHAT_TOKEN ?? "", echostr: "e" }), 503);
        assertRefused(await post(worker, body, { token: variables.WECHAT_TOKEN ?? "" }), 503);
        await worker.logged(says);
        assertSilentOn(worker, variables);
      }),
    );
  }
});

describe("WECHAT_TIMESTAMP_TOLERANCE", () => {
  const cases = [
    { tolerance: undefined, off: 240, status: 200 },
    { tolerance: undefined, off: 360, status: 403 },
    { tolerance: "", off: 360, status: 403 },
    { tolerance: "3600", off: 3000, status: 200 },
    { tolerance: "3600", off: 4000, status: 403 },
    { tolerance: "0", off: 1_000_000, status: 200 },
  ];
  for (const { tolerance, off, status } of cases) {
    test(`${tolerance ?? "not set"}: ${off} s off gets ${status}`, () => {
      const variables = { WECHAT_TOKEN: token };
      if (tolerance !== undefined) variables.WECHAT_TIMESTAMP_TOLERANCE = tolerance;
      return withWorker(variables, async (worker) => {
        for (const timestamp of [String(now() - off), String(now() + off)]) {
          assert.equal((await get(worker, { timestamp, echostr: "e" })).status, status);
          assert.equal((await post(worker, body, { timestamp })).status, status);
        }
      });
    });
  }

  test("0 still wants 10 digits", () =>
    withWorker({ WECHAT_TOKEN: token, WECHAT_TIMESTAMP_TOLERANCE: "0" }, async (worker) => {
      for (const timestamp of ["1", "01714037059", "+714037059", "171403705x", "1.71403e9 "]) {
        assertRefused(await post(worker, body, { timestamp }), 403);
      }
    }));
});

describe("WECHAT_TOKEN_PREVIOUS", () => {
  const variables = { WECHAT_TOKEN: token, WECHAT_TOKEN_PREVIOUS: "theTokenBefore" };

  test("is accepted beside the current one", () =>
    withWorker(variables, async (worker) => {
      for (const token of Object.values(variables)) {
        assert.equal((await get(worker, { token, echostr: "e" })).body, "e");
        assert.equal(textOf(await post(worker, body, { token })), "你好");
      }
    }));

  test("lets no third one in, nor an empty one", () =>
    withWorker({ ...variables, WECHAT_TOKEN_PREVIOUS: "" }, async (worker) => {
      for (const token of ["another", ""]) assertRefused(await post(worker, body, { token }), 403);
    }));
});

test("a token in Chinese is a token", () =>
  withWorker({ WECHAT_TOKEN: "令牌🔑" }, async (worker) => {
    assert.equal(textOf(await post(worker, body, { token: "令牌🔑" })), "你好");
  }));

test("the log gives the reason for a 403, and no secret", () =>
  withWorker({ WECHAT_TOKEN: token }, async (worker) => {
    const query = wechat.query({ token: "another" });
    assertRefused(await wechat.send(worker, { method: "POST", query, body }), 403);
    await worker.logged(/signature/);
    assertSilentOn(worker, { WECHAT_TOKEN: token });
    // Whoever reads the right signature in the log can send it.
    const right = wechat.sign(token, query.get("timestamp"), query.get("nonce"));
    assert(!worker.log().includes(right));
  }));

/** Checks that no value of these variables is in the log. */
function assertSilentOn(worker, variables) {
  for (const value of Object.values(variables).filter((value) => value.trim().length > 2)) {
    assert(!worker.log().includes(value), `the log has ${value}`);
  }
}
