// What the environment says, and what a Worker does that was not told enough.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as wechat from "./wechat.mjs";
import { aesKey, appId, assertRefused, get, message, now, post, textOf, token } from "./wechat.mjs";
import { withWorker } from "./worker.mjs";

const body = message({ MsgType: "text", Content: "你好" });

describe("a configuration that is not complete gets 503 and a log line that says what to do", () => {
  const noToken = /wrangler secret put WECHAT_TOKEN\b/;
  const noneOfWeChat = /WECHAT_TOKEN is not a Token, which has 3 to 32 letters and digits/;
  const tolerance = (seconds) => ({ WECHAT_TOKEN: token, WECHAT_TIMESTAMP_TOLERANCE: seconds });
  const key = (WECHAT_AES_KEY) => ({ WECHAT_TOKEN: token, WECHAT_APP_ID: appId, WECHAT_AES_KEY });
  const noKey = /\bWECHAT_AES_KEY is not an EncodingAESKey/;
  const rows = {
    "no token": [{}, noToken],
    "an empty token": [{ WECHAT_TOKEN: "" }, /WECHAT_TOKEN is set, but empty/],
    "a blank token": [{ WECHAT_TOKEN: " \n" }, /WECHAT_TOKEN is set, but empty/],
    "a token that is an object": [{ WECHAT_TOKEN: { token } }, /WECHAT_TOKEN is set, but is no text/],
    "a token that is a number": [{ WECHAT_TOKEN: 12345 }, /WECHAT_TOKEN is set, but is no text/],
    "a blank key": [key(""), /WECHAT_AES_KEY is set, but empty/],
    "a key that is an object": [key({ key: aesKey }), /WECHAT_AES_KEY is set, but is no text/],
    "a key that is a list": [key([aesKey]), /WECHAT_AES_KEY is set, but is no text/],
    "a key that is true": [key(true), /WECHAT_AES_KEY is set, but is no text/],
    "a blank previous token": [
      { WECHAT_TOKEN: token, WECHAT_TOKEN_PREVIOUS: "" },
      /WECHAT_TOKEN_PREVIOUS is set, but empty/,
    ],
    "a blank tolerance": [tolerance(""), /WECHAT_TIMESTAMP_TOLERANCE is set, but empty/],
    "a tolerance of half a second": [tolerance(0.5), /WECHAT_TIMESTAMP_TOLERANCE/],
    "a tolerance that is an object": [tolerance({ seconds: 5 }), /WECHAT_TIMESTAMP_TOLERANCE/],
    "no token but the previous one": [{ WECHAT_TOKEN_PREVIOUS: token }, noToken],
    "a Token of 2 characters": [{ WECHAT_TOKEN: "ab" }, noneOfWeChat],
    "a Token of 33 characters": [{ WECHAT_TOKEN: "a".repeat(33) }, noneOfWeChat],
    "a Token with other characters": [{ WECHAT_TOKEN: "local-development-token" }, noneOfWeChat],
    "a Token in Chinese": [{ WECHAT_TOKEN: "令牌🔑" }, noneOfWeChat],
    "a previous Token that is none": [
      { WECHAT_TOKEN: token, WECHAT_TOKEN_PREVIOUS: "a" },
      /WECHAT_TOKEN_PREVIOUS is not a Token/,
    ],
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
        const signedWith = typeof variables.WECHAT_TOKEN === "string" ? variables.WECHAT_TOKEN : token;
        assertRefused(await get(worker, { token: signedWith, echostr: "e" }), 503);
        assertRefused(await post(worker, body, { token: signedWith }), 503);
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
    { tolerance: 5, off: 30, status: 403 },
    { tolerance: 3600, off: 3000, status: 200 },
    { tolerance: 0, off: 1_000_000, status: 200 },
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
    withWorker(variables, async (worker) => {
      for (const token of ["another", ""]) assertRefused(await post(worker, body, { token }), 403);
    }));
});

test("a Token of WeChat's own pages works, and the log warns of it, as of a key", async () => {
  const variables = { WECHAT_TOKEN: "spamtest", WECHAT_TOKEN_PREVIOUS: token };
  await withWorker(variables, async (worker) => {
    assert.equal(textOf(await post(worker, body, { token: "spamtest" })), "你好");
    await worker.logged(/WECHAT_TOKEN stands on WeChat's own pages/);
    assert(!worker.log().includes("WECHAT_TOKEN_PREVIOUS"));
    assertSilentOn(worker, variables);
  });
  const sealed = { WECHAT_TOKEN: token, WECHAT_APP_ID: appId, WECHAT_AES_KEY: "A".repeat(43) };
  await withWorker(sealed, async (worker) => {
    assertRefused(await post(worker, body), 403);
    await worker.logged(/WECHAT_AES_KEY stands on WeChat's own pages/);
  });
});

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

describe("a name that begins like a setting and is none", () => {
  const settings = { WECHAT_TOKEN: token, WECHAT_TOKN: "abc", WECHAT_APPSECRET: "def", SHOP: "杭州" };
  const names = (log) => [...log.matchAll(/(\w+) is set, but nothing reads it/g)].map(([, name]) => name);

  test("is told once, with what was meant; the Worker answers all the same", () =>
    withWorker(settings, async (worker) => {
      for (let i = 0; i < 3; i += 1) assert.equal(textOf(await post(worker, body)), "你好");
      await worker.logged(/WECHAT_TOKN is set, but nothing reads it: did you mean WECHAT_TOKEN\?/);
      assert.deepEqual(names(worker.log()).toSorted(), ["WECHAT_APPSECRET", "WECHAT_TOKN"]);
      assertSilentOn(worker, settings);
    }));
});

/** Checks that no value of these variables is in the log. */
function assertSilentOn(worker, variables) {
  const values = Object.values(variables).filter((value) => typeof value === "string");
  for (const value of values.filter((value) => value.trim().length > 2)) {
    assert(!worker.log().includes(value), `the log has ${value}`);
  }
}
