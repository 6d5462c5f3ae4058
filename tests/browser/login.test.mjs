// The sign-in page on the Worker in workerd, with a phone beside it that sends what WeChat sends.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clients, startLogin, until, withLogin } from "../http/login.mjs";
import { address, authorization, sceneOf } from "../http/login-visitors.mjs";
import { launch, skip, watched } from "./browser.mjs";
import { lineTo } from "./line.mjs";
import { decoded, faults } from "./pages.mjs";

const { grafana, hostile } = clients;

describe("signing in", { skip }, () => {
  let login, line, browser;
  before(async () => {
    login = await startLogin({}, { codes: 60 });
    // The sites are nowhere: what matters is what the browser is sent there with.
    [line, browser] = await Promise.all([lineTo(login), launch(["--host-resolver-rules=MAP *.example ~NOTFOUND, MAP *.example.com ~NOTFOUND"])]);
  });
  after(async () => {
    await browser?.close();
    line?.stop();
    await login?.stop();
  });

  /** Runs `work` with a browser of its own; afterwards its pages must have complained of nothing but `expected`. */
  async function visit(options, work, expected = /^$/) {
    const context = await browser.newContext({
      locale: "zh-CN",
      viewport: { width: 360, height: 740 },
      // As Cloudflare tells it: an address is lent so many codes and no more.
      extraHTTPHeaders: { "CF-Connecting-IP": address() },
      ...options,
    });
    const page = await context.newPage();
    const said = await watched(page);
    try {
      await work(page);
      assert.deepEqual(said.filter((line) => !/^asked https:\/\/(grafana|hostile)\.example/.test(line) && !expected.test(line)), []);
    } finally {
      await context.close();
    }
  }

  async function begin(page, { client = grafana, at = line, ...parameters } = {}) {
    await page.goto(`${at.url}/authorize?${authorization(client, parameters)}`);
    await reach(page, "waiting");
  }

  const reach = (page, stage) => page.locator(`main[data-stage=${stage}]`).waitFor();
  const status = (page) => page.locator("#status").textContent();
  const word = (page) => page.locator("#word").textContent();
  const number = (page) => page.locator("#number").textContent();

  /** The scene of the code in sight, as a phone reads it. */
  async function scene(page) {
    const [url, ...others] = await decoded(await page.locator(".qr").screenshot());
    assert.deepEqual(others, []);
    return sceneOf(url);
  }

  /** Does what leads back to the site; gives back what the browser brings there. */
  async function back(page, work, client = grafana) {
    const [request] = await Promise.all([page.waitForRequest((request) => request.url().startsWith(client.redirect)), work()]);
    return Object.fromEntries(new URL(request.url()).searchParams);
  }

  /** Lets time go by. */
  const age = (seconds) => line.down(() => login.age(seconds));

  test("a scan, the number of the page, and the browser is at the site with a code", () =>
    visit({}, async (page) => {
      await begin(page, { state: "as it was" });
      assert.match(page.url(), /\/login\/attempt\/[\w-]+$/);
      assert.match(await page.locator("h1").textContent(), /公司 Grafana/);
      const phone = login.phone();
      await phone.scan(await scene(page), { isNew: true });
      await reach(page, "scanned");
      assert.equal(await status(page), `已扫码，请在微信里回复 ${await number(page)}`);
      const shown = await number(page);
      const { code, state, iss } = await back(page, () => phone.say(shown));
      assert.deepEqual([state, iss], ["as it was", line.url]);
      assert.match(code, /^[\w.-]{20,}$/);
    }));

  test("the word and 登录 do it, too", () =>
    visit({ locale: "en" }, async (page) => {
      await begin(page);
      const phone = login.phone();
      await phone.say(await word(page));
      await reach(page, "scanned");
      assert.match(await status(page), /Reply in WeChat with 登录/);
      assert.match((await back(page, () => phone.say("登录"))).code, /./);
    }));

  test("each stage is said once", () =>
    visit({}, async (page) => {
      await begin(page);
      await page.evaluate(() => {
        window.said = [];
        const status = document.getElementById("status");
        new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true, subtree: true, characterData: true });
      });
      const phone = login.phone();
      await phone.scan(await scene(page));
      await reach(page, "scanned");
      const shown = await number(page);
      await phone.say("不是我");
      await reach(page, "denied");
      assert.deepEqual(await page.evaluate(() => window.said), [`已扫码，请在微信里回复 ${shown}`, "已取消"]);
    }));

  test("a wrong number makes it void, and a new one can be begun", () =>
    visit({}, async (page) => {
      await begin(page);
      const phone = login.phone();
      const [first, code] = [await word(page), await scene(page)];
      await phone.scan(code);
      await reach(page, "scanned");
      await phone.say((await number(page)) === "10" ? "11" : "10");
      await reach(page, "burnt");
      assert.equal(await status(page), "此次登录已作废");
      await page.getByRole("button", { name: "重新登录" }).click();
      await reach(page, "waiting");
      assert.notEqual(await word(page), first);
      assert.notEqual(await scene(page), code);
      await login.phone().say(await word(page));
      await reach(page, "scanned");
    }));

  test("不是我 cancels it; the site is told when the visitor goes back", () =>
    visit({}, async (page) => {
      await begin(page, { state: "s" });
      const phone = login.phone();
      await phone.scan(await scene(page));
      await reach(page, "scanned");
      await phone.say("不是我");
      await reach(page, "denied");
      assert.equal(await status(page), "已取消");
      const { error, state } = await back(page, () => page.getByRole("link", { name: "取消，返回网站" }).click({ noWaitAfter: true }));
      assert.deepEqual([error, state], ["access_denied", "s"]);
    }));

  test("a page renews itself three times and then waits for its visitor", () =>
    visit({}, async (page) => {
      await begin(page);
      const words = [await word(page)];
      for (let times = 1; times <= 3; times += 1) {
        await age(130);
        await page.waitForFunction((last) => document.getElementById("word")?.textContent !== last, words.at(-1));
        await reach(page, "waiting");
        words.push(await word(page));
      }
      await age(130);
      await reach(page, "expired");
      assert.equal(await status(page), "已过期，点此刷新");
      await page.waitForTimeout(1000);
      await page.getByRole("button", { name: "刷新" }).click();
      await reach(page, "waiting");
      words.push(await word(page));
      assert.equal(new Set(words).size, 5, words);
      const phone = login.phone();
      await phone.say(words.at(-1));
      await reach(page, "scanned");
    }, /WebSocket|ERR_CONNECTION|ERR_EMPTY_RESPONSE/));

  test("out of sight nothing is renewed; seen again it is, at once", () =>
    visit({}, async (page) => {
      await begin(page);
      const first = await word(page);
      const hide = (isHidden) =>
        page.evaluate((isHidden) => {
          Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
          document.dispatchEvent(new Event("visibilitychange"));
        }, isHidden);
      await hide(true);
      await age(130);
      await reach(page, "expired");
      await page.waitForTimeout(500);
      assert.equal(await page.locator("main").getAttribute("data-stage"), "expired");
      await hide(false);
      await reach(page, "waiting");
      assert.notEqual(await word(page), first);
    }, /WebSocket|ERR_CONNECTION|ERR_EMPTY_RESPONSE/));

  test("while the socket is open nothing is asked; without it, every three seconds; then it comes back", () =>
    visit({}, async (page) => {
      const asked = [];
      page.on("request", (request) => request.url().endsWith("/state") && asked.push(request.url()));
      await page.clock.install();
      await begin(page);
      await until(() => line.sockets() === 1);
      await page.clock.runFor(7_000);
      assert.deepEqual(asked, []);
      line.cut();
      try {
        // The clock stands still between the steps: what is asked, is asked by it alone.
        await until(() => line.sockets() === 0);
        const phone = login.phone();
        await phone.scan(await scene(page));
        await page.clock.runFor(3_100);
        await reach(page, "scanned");
        assert.equal(asked.length, 1);
        line.mend();
        const reopened = page.waitForEvent("websocket");
        await page.clock.runFor(15_000);
        await reopened;
        await until(() => line.sockets() === 1);
        await phone.say("不是我");
        await reach(page, "denied");
      } finally {
        line.mend();
      }
    }, /WebSocket/));

  test("two browsers get two codes, and neither sees the other's", () =>
    visit({}, (one) =>
      visit({}, async (other) => {
        await begin(one);
        await begin(other);
        const scenes = [await scene(one), await scene(other)];
        assert.notEqual(scenes[0], scenes[1]);
        assert.notEqual(await word(one), await word(other));
        const phone = login.phone();
        await phone.scan(scenes[1]);
        await reach(other, "scanned");
        assert.equal(await one.locator("main").getAttribute("data-stage"), "waiting");
        const mine = one.url();
        await one.goto(other.url());
        await one.locator("main[data-error=foreign]").waitFor();
        await one.goto(mine);
        await reach(one, "waiting");
        const shown = await number(other);
        assert.match((await back(other, () => phone.say(shown))).code, /./);
      }),
    /status of 403/));

  test("without scripts the page asks again by itself, and leads back", () =>
    visit({ javaScriptEnabled: false }, async (page) => {
      await begin(page);
      assert.equal(await page.locator("#copy").isVisible(), false);
      const phone = login.phone();
      await phone.scan(await scene(page));
      await reach(page, "scanned");
      await phone.say("不是我");
      await reach(page, "denied");
      await page.getByRole("button", { name: "重新登录" }).click();
      await reach(page, "waiting");
      await phone.say(await word(page));
      await reach(page, "scanned");
      assert.match((await back(page, () => phone.say("登录"))).code, /./);
    }));

  test("without a code in the pool there is the word", () =>
    withLogin({ codes: 0 }, async (empty) => {
      const at = await lineTo(empty);
      await visit({}, async (page) => {
        await begin(page, { at });
        assert.equal(await page.locator(".qr").count(), 0);
        assert.equal(await status(page), "请把六位数字发给公众号");
        assert.deepEqual(await faults(page), []);
        await empty.phone().say(await word(page));
        await reach(page, "scanned");
      });
      at.stop();
    }));

  test("the site's name is text, and the policy stops nothing of ours", () =>
    visit({}, async (page) => {
      await begin(page, { client: hostile });
      assert.equal(await page.locator("h1 bdi").textContent(), hostile.name);
      assert.deepEqual(await faults(page), []);
    }));

  test("the word is copied, with the Clipboard API and without it", async () => {
    const permissions = ["clipboard-read", "clipboard-write"];
    const without = () => {
      const clipboard = navigator.clipboard;
      window.readBack = () => clipboard.readText();
      if (location.hash === "") Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined });
    };
    for (const isThere of [true, false]) {
      await visit({ permissions }, async (page) => {
        await page.addInitScript(isThere ? () => (window.readBack = () => navigator.clipboard.readText()) : without);
        await begin(page);
        await page.getByRole("button", { name: "复制" }).click();
        await page.getByText("已复制").waitFor();
        assert.equal(await page.evaluate(() => window.readBack()), await word(page));
      });
    }
  });

  test("who is not known, or sends people elsewhere, gets a page of ours and nobody is sent anywhere", () =>
    visit({}, async (page) => {
      for (const [parameters, reason] of [
        [{ client_id: "nobody" }, "unknown_client"],
        [{ redirect_uri: "https://grafana.example.com/elsewhere" }, "redirect_uri"],
      ]) {
        const response = await page.goto(`${line.url}/authorize?${authorization(grafana, parameters)}`);
        assert.equal(response.status(), 400);
        await page.locator(`main[data-error=${reason}]`).waitFor();
        assert.deepEqual(await faults(page), []);
      }
      await page.goto(`${line.url}/login/attempt/AAAAAAAAAAAAAAAAAAAAAA`);
      await page.locator("main[data-error]").waitFor();
    }, /status of 40[034]/));

  test("the console serves no file of the sign-in, and the sign-in none of the console", async () => {
    for (const path of ["/login/index.html", "/login/sign-in.js", "/login/render.js", "/login/files.js"]) {
      assert.equal((await fetch(`${line.url}${path}`)).status, 404, path);
    }
    const [mine, theirs] = await Promise.all(["/login/page.css", "/console/sign-in.css"].map(async (path) => (await fetch(`${line.url}${path}`)).text()));
    assert.match(mine, /data-stage/);
    assert.doesNotMatch(theirs, /data-stage/);
  });
});
