// The cases of tests/vectors, over HTTP: what is accepted and what is refused.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as wechat from "./wechat.mjs";
import { start } from "./worker.mjs";

const vectors = new URL("../vectors/", import.meta.url);
const cases = JSON.parse(readFileSync(new URL("cases.json", vectors), "utf8"))
  // The clock of a Worker cannot be set.
  .filter(({ exact_clock }) => !exact_clock);

/** As far as `now` of a case is from the time of day, the tolerance has to be wider. */
function variables({ worker, now }) {
  const { token, previous_token, aes_key, previous_aes_key, app_id, tolerance } = worker;
  const wider = tolerance && tolerance + Math.abs(wechat.now() - now);
  const all = {
    WECHAT_TOKEN: token,
    WECHAT_TOKEN_PREVIOUS: previous_token,
    WECHAT_AES_KEY: aes_key,
    WECHAT_AES_KEY_PREVIOUS: previous_aes_key,
    WECHAT_APP_ID: app_id,
    WECHAT_TIMESTAMP_TOLERANCE: String(wider ?? 0),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

// One Worker for all cases with the same credentials and time.
const byWorker = {};
for (const one of cases) (byWorker[JSON.stringify([one.worker, one.now])] ??= []).push(one);
for (const ofOne of Object.values(byWorker)) {
  const [{ worker: credentials, now }] = ofOne;
  describe(`${Object.keys(credentials).join(", ")}, at ${now}`, () => {
    let worker;
    before(async () => {
      worker = await start(variables(ofOne[0]));
    });
    after(() => worker.stop());
    for (const one of ofOne) test(`${one.group}: ${one.name}`, () => check(worker, one));
  });
}

test("the cases are those that generate.mjs makes", () => {
  const made = `${mkdtempSync(join(tmpdir(), "vectors-"))}/cases.json`;
  execFileSync(process.execPath, [fileURLToPath(new URL("generate.mjs", vectors)), made]);
  assert.deepEqual(JSON.parse(readFileSync(made, "utf8")), JSON.parse(readFileSync(new URL("cases.json", vectors), "utf8")));
  rmSync(dirname(made), { recursive: true });
});

test("every case is run", () => assert(cases.length > 200, `${cases.length} cases`));

async function check(worker, { request, expect, send_back }) {
  const { method, query, body } = request;
  const answer = await wechat.send(worker, { method, query, ...(method === "POST" && { body }) });
  if (!expect.accept) return wechat.assertRefused(answer, expect.status);
  assert.equal(answer.status, 200, worker.log());
  if (method === "GET") return assert.equal(answer.body, expect.content);
  const { sealed_with } = expect;
  const xml = sealed_with ? wechat.openReply(answer, opened(sealed_with)).message : answer.body;
  assert.equal(wechat.parse(xml).Content, expect.content);
  if (send_back === undefined) return;
  const { MsgSignature: msg_signature, TimeStamp: timestamp, Nonce: nonce } = wechat.parse(answer.body);
  const back = new URLSearchParams({ timestamp, nonce, msg_signature, encrypt_type: "aes" });
  wechat.assertRefused(await wechat.send(worker, { method, query: back, body: answer.body }), send_back.status);
}

const opened = ({ token, aes_key }) => ({ token, key: aes_key });
