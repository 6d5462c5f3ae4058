// The sign-in page as it is drawn, for each stage and each mistake: what it shows, whoever looks at it, and
// whatever a site calls itself. login.test.mjs has the way through it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { crc32, inflateSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { html } from "../../src/login/page/html.js";
import { texts } from "../../src/login/page/texts.js";
import { launch, skip, watched } from "./browser.mjs";
import { decoded, faults } from "./pages.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { render } = await import(`${root}build/render/render.js`);
const waiting = {
  id: "Zm9vYmFyYmF6",
  stage: "waiting",
  way: null,
  client: "公司 Grafana",
  number: "37",
  word: "042137",
  url: "http://weixin.qq.com/q/02AbCdEfGhIjK10000g07w",
  left: 118,
  renewals: 0,
  language: "zh",
};
const stages = {
  waiting: {},
  "waiting without a code": { url: null, account: "杭州小店" },
  scanned: { stage: "scanned", way: "scan" },
  "the word came": { stage: "scanned", way: "word" },
  confirmed: { stage: "confirmed", way: "scan", left: 40 },
  finished: { stage: "finished", way: "scan", left: 40 },
  expired: { stage: "expired", left: 0, renewals: 3 },
  denied: { stage: "denied", way: "scan" },
  burnt: { stage: "burnt", way: "scan" },
};
const reasons = ["unknown_client", "redirect_uri", "foreign", "gone", "off", "busy", "finished"];
const hostile = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(2)>`,
  "'; alert(3); //",
  "</title><script>alert(4)</script>",
  "{client} ${client} $& $1",
  "\u202e倒过来的 Grafana",
  "\u2069\u202e逃出去\u2066",
  "👩‍👩‍👧‍👦".repeat(5) + "🏪".repeat(5),
  "很".repeat(40),
  "W".repeat(40),
  "&lt;&amp;amp;",
];

test("where the account's name is known, the page says to whom the digits go", async () => {
  for (const [language, told] of Object.entries({ zh: "发给公众号「<bdi>杭州 &lt;b&gt;</bdi>」：", en: "to the account <bdi>杭州 &lt;b&gt;</bdi>:" })) {
    const page = await render("attempt", { ...waiting, language, account: "杭州 <b>" });
    assert.ok(page.includes(told), page);
    assert.ok(!(await render("attempt", { ...waiting, language, account: "" })).includes("「"));
  }
});

test("a template escapes what it is given, but for templates", () => {
  const inner = html`<b>${"<&>"}</b>`;
  const all = html`<a href="${`"'<>&`}">${inner}${[inner, "<"]}${null}${undefined}${false}${0}${""}</a>`;
  const escaped = "<b>&lt;&amp;&gt;</b>";
  assert.equal(`${all}`, `<a href="&quot;&#39;&lt;&gt;&amp;">${escaped}${escaped}&lt;0</a>`);
});

test("each sentence is there in both languages, and none too many", () => {
  const source = readFileSync(`${root}src/login/page/render.js`, "utf8");
  const used = new Set([...source.matchAll(/"(\w+)"/g)].map(([, name]) => name));
  for (const reason of reasons) [reason === "finished" ? "over" : reason].forEach((name) => used.add(name).add(`${name}_help`));
  for (const stage of ["expired", "denied", "burnt"]) used.add(`why_${stage}`);
  for (const [name, pair] of Object.entries(texts)) {
    assert.equal(pair.length, 2, name);
    const braces = pair.map((text) => (text.match(/\{\w+\}/g) ?? []).sort().join());
    assert.equal(braces[0], braces[1], name);
    assert(used.has(name), `${name} is not used`);
    assert.doesNotMatch(pair[1].replaceAll(/不是我|登录/g, ""), /\p{Script=Han}/u, name);
  }
});

test("the picture is a PNG of one bit, whole pixels a module, whose checksums are right", async () => {
  for (const url of ["http://weixin.qq.com/q/a", waiting.url, `http://weixin.qq.com/q/${"x".repeat(300)}`]) {
    const png = pictureIn(await render("attempt", { ...waiting, url }));
    const chunks = chunksOf(png);
    assert.deepEqual(chunks.map(({ name }) => name), ["IHDR", "IDAT", "IEND"]);
    const [width, height] = [0, 4].map((at) => chunks[0].data.readUInt32BE(at));
    assert.equal(width, height);
    assert(width >= 240, `${width} wide`);
    assert.deepEqual([...chunks[0].data.subarray(8)], [1, 0, 0, 0, 0]);
    const rows = inflateSync(chunks[1].data);
    const stride = 1 + Math.ceil(width / 8);
    assert.equal(rows.length, stride * height);
    const isDark = (x, y) => (rows[y * stride + 1 + (x >> 3)] & (0x80 >> (x & 7))) === 0;
    // The finder in the corner: seven modules dark on the top, after four that are white.
    const row = Array.from({ length: width }, (_, at) => at);
    const edge = row.findIndex((at) => isDark(at, at));
    const scale = edge / 4;
    assert(Number.isInteger(scale), `${scale} pixels a module`);
    assert(row.slice(edge, edge + 7 * scale).every((x) => isDark(x, edge)));
    assert(row.every((at) => !isDark(at, edge - 1) && !isDark(edge - 1, at)), "a quiet zone");
    assert.deepEqual(await decoded(png), [url]);
  }
});

test("the picture of whatever WeChat calls a code is read", async () => {
  // As the platform writes them: 02 and so on.
  const urls = Array.from({ length: 100 }, () => `http://weixin.qq.com/q/02${randomBytes(15).toString("base64url")}`);
  for (const url of urls) assert.deepEqual(await decoded(pictureIn(await render("attempt", { ...waiting, url }))), [url]);
});

test("a page asks for nothing but its own two files and its picture", async () => {
  const pages = Object.values(stages).map((change) => render("attempt", { ...waiting, ...change }));
  for (const page of await Promise.all([...pages, ...reasons.map((reason) => render("error", { reason, language: "en" }))])) {
    assert.match(page, /^<!doctype html>/);
    const asked = [...page.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, url]) => url);
    for (const url of asked) assert.match(url, /^(data:,|data:image\/png;base64,[\w+/=]+|\/login\/page\.(css|js)|\/login\/attempt\/Zm9vYmFyYmF6(\/renew|\/cancel)?)$/);
    assert.doesNotMatch(page, /<style|style=|<script(?! type="module" src="\/login\/page\.js"><\/script>)| on\w+=/);
  }
  for (const name of readdirSync(`${root}build/login`)) {
    const text = readFileSync(`${root}build/login/${name}`, "utf8");
    assert.doesNotMatch(text, /https?:\/\/|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
  }
});

test("only what may still change asks again by itself", async () => {
  for (const [name, change] of Object.entries(stages)) {
    const page = await render("attempt", { ...waiting, ...change });
    const isPending = ["waiting", "scanned"].includes(change.stage ?? "waiting");
    const refresh = '<noscript><meta http-equiv="refresh" content="3;url=/login/attempt/Zm9vYmFyYmF6"></noscript>';
    assert.equal(page.slice(0, page.indexOf("</head>")).includes(refresh), isPending, name);
  }
});

describe("the sign-in page", { skip }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());

  /**
   * Opens pages one after the other, in one window. Nothing is answered but the page and its files, and the
   * state where `state` gives it.
   */
  async function withWindow({ state = () => undefined, ...options }, work) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options });
    let shown;
    await context.route("**/*", (route) => {
      const { pathname } = new URL(route.request().url());
      if (/^\/login\/page\.(css|js)$/.test(pathname)) return route.fulfill({ path: `${root}build${pathname}` });
      if (route.request().isNavigationRequest()) return route.fulfill({ contentType: "text/html; charset=utf-8", body: shown });
      const view = pathname.endsWith("/state") ? state() : undefined;
      return view === undefined ? route.abort() : route.fulfill(view);
    });
    const page = await context.newPage();
    const said = await watched(page);
    const open = async (name, view) => {
      shown = await render(name, view);
      await page.goto("http://localhost/authorize");
      await page.locator("h1").waitFor();
    };
    await work(page, open, (page) => (shown = page));
    const refused = /WebSocket connection|ERR_FAILED|status of 404/;
    assert.deepEqual(said.filter((line) => !refused.test(line)), []);
    await context.close();
  }

  const views = Object.entries(stages).map(([name, change]) => [name, "attempt", { ...waiting, ...change }]);
  const mistakes = reasons.map((reason) => [reason, "error", { reason }]);

  for (const [colorScheme, language] of [["light", "zh"], ["dark", "en"]]) {
    test(`has no fault for axe and fits a phone, ${colorScheme}, ${language}`, () =>
      withWindow({ colorScheme, reducedMotion: "reduce" }, async (page, open) => {
        for (const [name, kind, view] of [...views, ...mistakes]) {
          await open(kind, { ...view, language });
          assert.deepEqual(await faults(page), [], name);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, name);
          assert.equal(await page.locator("html").getAttribute("lang"), language === "zh" ? "zh-CN" : "en");
        }
      }));
  }

  test("the name of a site is text, whatever it is", () =>
    withWindow({}, async (page, open) => {
      for (const client of hostile) {
        await open("attempt", { ...waiting, client });
        assert.equal(await page.locator("h1 bdi").textContent(), client);
        assert.equal(await page.locator("script").count(), 1);
        assert.equal(await page.locator("img").count(), 1);
        const visible = client.replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, "");
        assert.equal(await page.title(), `登录 ${visible}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, client);
        // Nothing of the page is turned around by it: 登录 stands on the left, and the name after or below it.
        const [word, name] = await page.evaluate(() => {
          const range = document.createRange();
          const heading = document.querySelector("h1");
          range.setStart(heading.firstChild, 0);
          range.setEnd(heading.firstChild, 2);
          return [range, heading.querySelector("bdi")].map((each) => each.getBoundingClientRect().toJSON());
        });
        assert(name.left >= word.right - 1 || name.top >= word.bottom - 1, client);
      }
    }));

  test("each stage shows what it needs, and nothing else", () =>
    withWindow({}, async (page, open) => {
      const shown = {
        waiting: [".qr", "#word", "#copy", ".left", ".cancel"],
        "waiting without a code": ["#word", "#copy", ".left", ".cancel"],
        scanned: ["#number", ".left", ".cancel"],
        "the word came": ["#number", ".left", ".cancel"],
        confirmed: [".proceed"],
        finished: [],
        expired: [".qr", ".renew", ".cancel"],
        denied: [".qr", ".renew", ".cancel"],
        burnt: [".qr", ".renew", ".cancel"],
      };
      const all = [...new Set(Object.values(shown).flat())];
      for (const [name, kind, view] of views) {
        // Confirmed, the script leaves at once.
        if (name === "confirmed") continue;
        await open(kind, view);
        const visible = [];
        for (const part of all) if (await page.locator(part).isVisible()) visible.push(part);
        assert.deepEqual(visible.sort(), [...shown[name]].sort(), name);
      }
    }));

  test("the code stays dark on white in the dark, and cannot be read once it is void", () =>
    withWindow({ colorScheme: "dark", reducedMotion: "reduce" }, async (page, open) => {
      for (const [name, isGood] of [["waiting", true], ["expired", false], ["denied", false], ["burnt", false]]) {
        await open("attempt", { ...waiting, ...stages[name] });
        const picture = await page.locator(".qr").screenshot();
        assert.deepEqual(await decoded(picture), isGood ? [waiting.url] : [], name);
      }
    }));

  test("what is left is counted, and said aloud once when it is half a minute", () =>
    withWindow({}, async (page, open) => {
      await page.clock.install();
      await open("attempt", { ...waiting, left: 60 });
      await page.evaluate(() => {
        window.said = [];
        const notice = document.getElementById("notice");
        new MutationObserver(() => window.said.push(notice.textContent)).observe(notice, { childList: true });
      });
      const left = async () => Number(await page.locator("#left").textContent());
      for (const [seconds, said] of [[20, []], [15, ["还剩 30 秒"]], [15, ["还剩 30 秒"]], [30, ["还剩 30 秒"]]]) {
        const before = await left();
        await page.clock.runFor(seconds * 1000);
        assert(Math.abs(before - seconds - (await left())) <= 2 || (await left()) === 0, `${before} and then ${await left()}`);
        assert.deepEqual(await page.evaluate(() => window.said), said);
      }
    }));

  test("an answer that comes late takes nothing back; when there is nothing any more, that is said", async () => {
    let view = { ...waiting, stage: "scanned", way: "scan" };
    const state = () => (view === undefined ? { status: 404 } : { json: view });
    await withWindow({ state }, async (page, open, next) => {
      await page.clock.install();
      await open("attempt", waiting);
      await page.clock.runFor(3_000);
      await page.locator("main[data-stage=scanned]").waitFor();
      view = waiting;
      const answered = page.waitForResponse(/\/state$/);
      await page.clock.runFor(3_000);
      await (await answered).finished();
      assert.equal(await page.locator("main").getAttribute("data-stage"), "scanned");
      view = undefined;
      next(await render("error", { reason: "gone", language: "zh" }));
      await page.clock.runFor(3_000);
      await page.locator("main[data-error=gone]").waitFor();
    });
  });

  test("WeChat's own browser is told to press the picture, others to scan it", () =>
    Promise.all(
      [["Mozilla/5.0 (iPhone) MicroMessenger/8.0.50", true], ["Mozilla/5.0 (iPhone) Safari/604.1", false]].map(([userAgent, isWeChat]) =>
        withWindow({ userAgent }, async (page, open) => {
          await open("attempt", waiting);
          assert.equal(await page.getByText("长按图片").isVisible(), isWeChat);
          assert.equal(await page.getByText("扫一扫").isVisible(), !isWeChat);
        }),
      ),
    ));
});

/** The picture of a page. */
function pictureIn(page) {
  const [, base64] = /src="data:image\/png;base64,([^"]+)"/.exec(page);
  return Buffer.from(base64, "base64");
}

/** The chunks of a PNG; throws where one is damaged. */
function chunksOf(png) {
  assert.equal(png.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const [name, data] = [png.subarray(at + 4, at + 8).toString("latin1"), png.subarray(at + 8, at + 8 + length)];
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(png.subarray(at + 4, at + 8 + length)), name);
    chunks.push({ name, data });
    at += 12 + length;
  }
  return chunks;
}
