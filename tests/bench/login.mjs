// What a sign-in costs: `npm run bench -- --login`. Each is whole: the page, its WebSocket, a scan, the number,
// the way back, the tokens and the claims.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { WebSocket } from "undici";
import { clients, startLogin } from "../http/login.mjs";
import { everything } from "../http/variant.mjs";
import { cpuTime } from "./workerd.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What Cloudflare's Free plan has for a day (developers.cloudflare.com/durable-objects/platform/pricing). */
const free = { "object requests": 100_000, "rows written": 100_000, "rows read": 5_000_000, "Worker requests": 100_000 };

export async function measureLogin({ rounds, median }) {
  const folder = mkdtempSync(`${root}build/login-counted-`);
  try {
    cpSync(everything(), folder, { recursive: true });
    renameSync(`${folder}/entry.js`, `${folder}/uncounted.js`);
    cpSync(`${root}tests/bench/login-counted.js`, `${folder}/entry.js`);
    const login = await startLogin({}, { codes: 3000, folder });
    try {
      return await measure(login, { rounds, median });
    } finally {
      await login.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(login, { rounds, median }) {
  const each = 50;
  let asked = 0;
  const ask = login.ask;
  login.ask = (...parameters) => {
    asked += 1;
    return ask.apply(login, parameters);
  };
  await signIns(login, each);
  const took = [];
  for (let round = 0; round < rounds; round += 1) {
    const [before, cpu, requests] = [await counted(login), cpuTime(login.worker.pid), asked];
    const phones = await signIns(login, each);
    const [after, cpuAfter] = [await counted(login), cpuTime(login.worker.pid)];
    // What is over is deleted later, several minutes of it at once; here each by itself.
    for (const phone of phones) await phone.unfollow();
    const deleted = await counted(login);
    took.push({
      "object requests": (after.requests - before.requests) / each,
      "rows written": (after.written - before.written) / each,
      "rows written when it is deleted": (deleted.written - after.written) / each,
      "rows read": (after.read - before.read) / each,
      // A socket is a request, and so are two pushes.
      "Worker requests": (asked - requests) / each + 3,
      "µs of CPU": (cpuAfter - cpu) / each,
    });
  }
  return Object.keys(took[0]).map((what) => {
    const one = median(took.map((round) => round[what]));
    const limit = free[what];
    return {
      "a sign-in": what,
      is: one.toFixed(1),
      "free a day": limit ?? "",
      "sign-ins a day": limit === undefined ? "" : Math.floor(limit / one),
    };
  });
}

async function counted(login) {
  const response = await fetch(`${login.url}/counted`);
  return response.json();
}

async function signIns(login, count) {
  const phones = [];
  for (let at = 0; at < count; at += 1) {
    const browser = login.browser();
    const attempt = await browser.begin(clients.grafana, {});
    const socket = await listen(login, browser, attempt);
    const phone = login.phone();
    await phone.scan(attempt.scene);
    await phone.say(attempt.view.number);
    await socket.confirmed;
    const { code } = await attempt.finish();
    socket.close();
    const { body } = await login.exchange(clients.grafana, { form: attempt.redeem(code) });
    const { status } = await login.userinfo(body.access_token);
    assert.equal(status, 200);
    phones.push(phone);
  }
  return phones;
}

/** The WebSocket of the page. */
async function listen(login, browser, attempt) {
  const headers = { Cookie: browser.cookie, Origin: login.url };
  const socket = new WebSocket(`${login.url.replace("http", "ws")}${attempt.path}/socket`, { headers });
  const confirmed = new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => JSON.parse(data).stage === "confirmed" && resolve();
    socket.onerror = reject;
  });
  await new Promise((resolve) => (socket.onopen = resolve));
  return { confirmed, close: () => socket.close() };
}
