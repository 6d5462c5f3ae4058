// Who gets into the console: by the form, by a session, and nobody else.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, session, signIn } from "./console.mjs";
import { consoleToken, startWithStores } from "./stores.mjs";
import * as wechat from "./wechat.mjs";

const hour = 3600;
const now = () => Math.floor(Date.now() / 1000);
let worker;
before(async () => (worker = await startWithStores()));
after(() => worker?.stop());

// Every route that there is, with a method that it takes.
const routes = [
  ["GET", "/api/scenes"], ["GET", "/api/days"], ["GET", "/api/hours"], ["GET", "/api/scans"], ["GET", "/api/health"],
  ["GET", "/api/codes"], ["GET", "/api/scenes.csv"], ["GET", "/api/days.csv"], ["GET", "/api/hours.csv"],
  ["GET", "/api/scans.csv"], ["POST", "/api/scans"], ["POST", "/api/codes"], ["PATCH", "/api/codes"],
  ["GET", "/session"], ["DELETE", "/session"], ["DELETE", "/session?everywhere"], ["HEAD", "/api/days"],
  ["GET", "/index.html"], ["GET", "/page.js"], ["GET", "/nothing"], ["GET", "/api/"], ["GET", "/api/nothing"], ["GET", "/session/"],
];
const valid = () => session({ expires: now() + hour });
const changed = (cookie, at) => cookie.slice(0, at) + (cookie[at] === "A" ? "B" : "A") + cookie.slice(at + 1);

describe("everything but the form is denied by default", () => {
  const strangers = {
    "no credentials": {},
    "a session that is over": { cookie: session({ expires: now() - 1 }) },
    "a session that begins now to be over": { cookie: session({ expires: now() }) },
    "a session signed with another token": { cookie: session({ expires: now() + hour, token: `${consoleToken}x` }) },
    "a session with another signature": { cookie: changed(valid(), valid().length - 3) },
    "a session that was made longer": { cookie: valid().replace("session=1", "session=2") },
    "a session of another epoch": { cookie: session({ expires: now() + hour, epoch: 1 }), files: true },
    "a session without a signature": { cookie: valid().split(".").slice(0, 2).join(".") },
    "an empty session": { cookie: "__Host-session=" },
    "a session under another name": { cookie: valid().replace("__Host-", "") },
    "garbage": { cookie: "__Host-session=..; __Host-session=9999999999.0.; ;=;\u00ff" },
    "an Authorization that is none": { headers: { Authorization: "Basic OnRva2Vu" } },
    "a JWT of nobody's": { headers: { "Cf-Access-Jwt-Assertion": "e30.e30.e30" } },
    "a valid session beside a wrong token": { cookie: valid(), headers: { Authorization: "Bearer wrong-wrong-wrong" }, wrong: true },
  };
  for (const [name, { files = false, wrong = false, ...stranger }] of Object.entries(strangers)) {
    test(name, async () => {
      // Wrong tokens are counted: they may not keep out who comes next.
      const asked = wrong ? await startWithStores() : worker;
      for (const [method, path] of routes) {
        // A file has nothing in it: it is not worth a question to the database.
        if (files && method === "GET" && !/^\/(api\/|session(\?|$))/.test(path)) continue;
        const body = method === "POST" || method === "PATCH" ? { json: [] } : {};
        const answer = await ask(asked, path, { method, own: true, ...stranger, ...body });
        assert.ok([401, ...(wrong ? [429] : [])].includes(answer.status), `${method} ${path}: ${answer.status}`);
        assert.equal(answer.body, "", path);
        assert.equal(answer.headers.get("set-cookie"), null, path);
      }
      const home = await ask(asked, "/", stranger);
      if (!wrong) assert.match(`${home.status} ${home.body}`, /^401 [^]*sign-in/);
      if (wrong) await asked.stop();
    });
  }

  test("nor does a wrong token open in the form, and ten of them close it for a minute", async () => {
    const other = await startWithStores();
    try {
      for (const token of ["", "wrong", `${consoleToken}x`, consoleToken.slice(1), "😀".repeat(16)]) {
        const { status, body, cookie } = await signIn(other, token);
        assert.deepEqual([status, body, cookie], [401, "", undefined], token);
      }
      for (let tries = 0; tries < 5; tries += 1) await signIn(other, "wrong");
      assert.equal((await signIn(other)).status, 429);
      assert.equal((await other.api("days")).status, 429, "both ways are counted together");
    } finally {
      await other.stop();
    }
  });

  test("what is no sign-in is refused without a word", async () => {
    const post = (options) => ask(worker, "/session", { method: "POST", own: true, ...options });
    const cases = [
      [{ json: "" }, 400], [{ json: "[]" }, 400], [{ json: "null" }, 400], [{ json: "{" }, 400], [{ json: { token: 1 } }, 400],
      [{ json: { token: null } }, 400], [{ json: { token: "x".repeat(5000) } }, 413], [{ headers: { "Content-Type": "text/plain" }, body: `{"token":"${consoleToken}"}` }, 415],
      [{ json: { token: consoleToken }, own: false }, 403],
    ];
    for (const [options, status] of cases) {
      const answer = await post(options);
      assert.deepEqual([answer.status, answer.body, answer.headers.get("set-cookie")], [status, "", null], JSON.stringify(options).slice(0, 80));
    }
  });
});

test("the form gives a session: 12 hours, for scripts not to read, for no other site", async () => {
  const { status, headers, body, cookie } = await signIn(worker, ` ${consoleToken}\n`);
  assert.deepEqual([status, body], [204, ""]);
  const [value, ...attributes] = headers.get("set-cookie").split("; ");
  assert.deepEqual(attributes.sort(), ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Strict", "Secure"]);
  const [, expires] = /^__Host-session=(\d+)\.0\./.exec(value);
  assert.ok(Math.abs(expires - now() - 12 * hour) < 10);
  assert.equal(value, session({ expires }), "signed as it should be");
  for (const path of ["/api/days", "/api/codes", "/api/health", "/session", "/", "/index.html"]) {
    assert.equal((await ask(worker, path, { cookie })).status, 200, path);
    assert.equal((await ask(worker, path, { cookie: `a=b; ${cookie}; c=d` })).status, 200, path);
  }
  assert.deepEqual((await ask(worker, "/session", { cookie })).body, { by: "token" });
  assert.deepEqual((await ask(worker, "/session", { headers: { Authorization: `Bearer ${consoleToken}` } })).body, { by: "token" });
});

test("signing out takes the cookie back; everywhere ends all sessions, and new ones begin", async () => {
  const other = await startWithStores();
  try {
    const sessions = [];
    for (let at = 0; at < 3; at += 1) sessions.push((await signIn(other)).cookie);
    const [cookie] = sessions;
    for (const query of ["everywhere=1", "everywhere=", "all", "everywhere&x"]) {
      const { status, headers } = await ask(other, `/session?${query}`, { method: "DELETE", cookie, own: true });
      assert.deepEqual([status, headers.get("set-cookie")], [404, null], query);
    }
    const out = await ask(other, "/session", { method: "DELETE", cookie, own: true });
    assert.equal(out.status, 204);
    assert.match(out.headers.get("set-cookie"), /^__Host-session=; Path=\/; Max-Age=0; HttpOnly; Secure; SameSite=Strict$/);
    // Twice, and at once: what is over stays over.
    const ends = await Promise.all(
      [cookie, cookie].map((cookie) => ask(other, "/session?everywhere", { method: "DELETE", cookie, own: true })),
    );
    assert.ok(ends.some(({ status }) => status === 204) && ends.every(({ status }) => [204, 401].includes(status)));
    for (const cookie of sessions) {
      assert.equal((await ask(other, "/api/days", { cookie })).status, 401);
      assert.match((await ask(other, "/", { cookie })).body, /sign-in/);
    }
    const { cookie: next } = await signIn(other);
    assert.equal((await ask(other, "/api/days", { cookie: next })).status, 200);
    assert.equal((await other.api("days")).status, 200, "the tool has no session");
  } finally {
    await other.stop();
  }
});

test("what changes something is asked by the page alone; the tool's Bearer needs no browser's word", async () => {
  const { cookie } = await signIn(worker);
  const own = new URL(worker.url).origin;
  const json = { "Content-Type": "application/json" };
  const cases = [
    [{ ...json, "Sec-Fetch-Site": "same-origin" }, 200],
    [{ ...json, "Sec-Fetch-Site": "same-origin", Origin: "https://evil.example" }, 200],
    [{ ...json, Origin: own }, 200],
    [{ "Content-Type": "Application/JSON; charset=utf-8", Origin: own }, 200],
    [{ ...json }, 403],
    [{ ...json, Origin: "null" }, 403],
    [{ ...json, Origin: "" }, 403],
    [{ ...json, Origin: "http:" }, 403],
    [{ ...json, Origin: own.slice(0, -1) }, 403],
    [{ ...json, Origin: `${own}.evil.example` }, 403],
    [{ ...json, Origin: own, "Sec-Fetch-Site": "same-site" }, 403],
    [{ ...json, Origin: own, "Sec-Fetch-Site": "cross-site" }, 403],
    [{ ...json, Origin: own, "Sec-Fetch-Site": "none" }, 403],
    [{ ...json, Origin: own, "Sec-Fetch-Site": "" }, 403],
    [{ "Content-Type": "text/plain", Origin: own }, 415],
    [{ "Content-Type": "application/x-www-form-urlencoded", Origin: own }, 415],
    [{ "Content-Type": "application/jsonp", Origin: own }, 415],
  ];
  for (const [headers, status] of cases) {
    for (const [method, path] of [["PATCH", "/api/codes"], ["POST", "/api/codes"], ["POST", "/api/scans"]]) {
      const answer = await ask(worker, path, { method, cookie, headers, body: "[]" });
      assert.equal(answer.status, status, `${method} ${path} ${JSON.stringify(headers)}`);
      const asTool = { ...headers, Authorization: `Bearer ${consoleToken}` };
      assert.equal((await ask(worker, path, { method, headers: asTool, body: "[]" })).status, 200);
    }
    if (status !== 415) {
      const answer = await ask(worker, "/session", { method: "DELETE", cookie, headers });
      assert.equal(answer.status, status === 200 ? 204 : status, JSON.stringify(headers));
    }
  }
  assert.equal((await ask(worker, "/session", { method: "DELETE", cookie, headers: { Origin: own } })).status, 204);
});

test("each answer has the headers that keep a page to itself", async () => {
  const { cookie } = await signIn(worker);
  for (const path of ["", "/", "/index.html", "/sign-in.html", "/nothing", "/session", "/api/days", "/api/scenes.csv", "/api/nothing"]) {
    for (const options of [{}, { cookie }, { cookie, method: "PUT", own: true, json: "{}" }]) {
      const { headers, status } = await ask(worker, path, options);
      const csp = headers.get("content-security-policy") ?? "";
      assert.match(csp, /^default-src 'none'; /, `${path} ${status}`);
      for (const part of ["frame-ancestors 'none'", "base-uri 'none'", "script-src 'self';"]) assert.ok(csp.includes(part), part);
      assert.doesNotMatch(csp, /unsafe|\*|https?:/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("cache-control"), "no-store");
    }
  }
  const callback = await fetch(`${worker.url}/wechat`);
  assert.equal(callback.headers.get("content-security-policy"), null, "WeChat's answers are as they were");
});

test("the page's files come whole, packed or not, and only to those who read", async () => {
  const { cookie } = await signIn(worker);
  const moved = await ask(worker, "");
  assert.deepEqual([moved.status, moved.headers.get("location")], [308, "/console/"]);
  for (const encoding of ["gzip", "gzip, br", "br", "identity", ""]) {
    const { status, headers, body } = await ask(worker, "/", { cookie, headers: { "Accept-Encoding": encoding } });
    assert.deepEqual([status, headers.get("content-type")], [200, "text/html; charset=utf-8"], encoding);
    assert.match(body, /^<!doctype html>/i);
    assert.equal(headers.get("content-encoding"), encoding.includes("gzip") ? "gzip" : null);
  }
  assert.equal((await ask(worker, "/", { cookie, method: "HEAD" })).status, 200);
  assert.equal((await ask(worker, "/sign-in.html")).status, 200);
  for (const name of ["/nothing.js", "/sign-in.htm", "/page.js%00", "/constructor", "/200 index.html", "/sign-in.html/x"]) {
    assert.equal((await ask(worker, name, { cookie })).status, 404, name);
  }
  for (const method of ["POST", "PUT", "DELETE"]) assert.equal((await ask(worker, "/", { cookie, method, own: true })).status, 405);
  assert.equal((await ask(worker, "le", { cookie })).status, 404, "/consolele is not the console's");
});

test("many at once, each with its own session", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, async (_, at) => {
    const { cookie } = await signIn(worker);
    return (await ask(worker, "/api/codes", at % 2 ? { cookie } : {})).status;
  }));
  assert.deepEqual(answers, answers.map((_, at) => (at % 2 ? 200 : 401)));
});

test("with nothing set there is no console, and WeChat is answered as ever", async () => {
  for (const CONSOLE_TOKEN of ["", "fifteen-letters"]) {
    const closed = await startWithStores({ CONSOLE_TOKEN });
    try {
      for (const path of ["/", "/sign-in.html", "/session", "/api/days", "/index.html"]) {
        assert.deepEqual([(await ask(closed, path)).status, (await ask(closed, path)).body], [503, ""], path);
      }
      assert.equal((await signIn(closed, CONSOLE_TOKEN)).status, 503);
      assert.equal((await wechat.post(closed, wechat.message({ MsgType: "text", Content: "你好" }))).status, 200);
    } finally {
      await closed.stop();
    }
  }
});

test("without a database nobody is signed in, and the log says why", async () => {
  const bare = await startWithStores({}, { without: ["DB", "SCANS"] });
  try {
    assert.deepEqual([(await signIn(bare)).status, (await signIn(bare)).cookie], [503, undefined]);
    const cookie = valid();
    assert.equal((await ask(bare, "/api/days", { cookie })).status, 503);
    assert.equal((await ask(bare, "/session", { cookie })).status, 503);
  } finally {
    await bare.stop();
  }
});
