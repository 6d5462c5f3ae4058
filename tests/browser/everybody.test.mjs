// The console for everybody: on a phone, in the dark, by keyboard and screen reader, with what strangers
// wrote; and its screenshots.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import * as wechat from "../http/wechat.mjs";
import { launch, skip } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { cellsOf, downloaded, faults, settled, signIn, withPage } from "./pages.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const screens = [
  "#/overview",
  "#/overview?period=today",
  "#/codes?period=30",
  "#/code?scene=shop-01&period=30",
  "#/code?scene=",
  "#/new",
  "#/health",
];
const phone = { viewport: { width: 360, height: 780 }, hasTouch: true };
const hostile = [
  "<img src=x onerror=alert(1)>",
  '"><script>alert(2)</script>',
  "=cmd|' /C calc'!A0",
  "javascript:alert(3)",
  "';alert(4)//",
  "star*",
  "\u202e倒过来的",
  "👩‍👩‍👧‍👦".repeat(5),
];

test("the page is small, and asks nobody else for anything", () => {
  const folder = `${root}build/console/`;
  let size = 0;
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(folder + name);
    size += gzipSync(bytes, { level: 9 }).length;
    const text = bytes.toString("utf8").replaceAll(/http:\/\/www\.w3\.org\/\d+\/svg/g, "");
    assert.doesNotMatch(text, name.endsWith(".js") ? /https?:\/\/(?!weixin)[a-z0-9-]+\.[a-z]/i : /https?:\/\//, name);
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
  }
  assert(size < 100 * 1024, `${size} bytes as gzip`);
  console.log(`The page has ${(size / 1024).toFixed(1)} KiB as gzip.`);
});

test("each text is there in both languages, and none too many", async () => {
  const { texts } = await import("../../src/console/page/texts.js");
  const folder = `${root}src/console/page/`;
  const source = readdirSync(folder)
    .filter((name) => name.endsWith(".js") && name !== "texts.js")
    .map((name) => readFileSync(folder + name, "utf8"))
    .join("\n");
  for (const [name, pair] of Object.entries(texts)) {
    assert.equal(pair.length, 2, name);
    const braces = pair.map((text) => (text.match(/\{\w+\}/g) ?? []).sort().join());
    assert.equal(braces[0], braces[1], name);
    const [prefix] = /^(screen|period)_/.exec(name) ?? [];
    assert(
      source.includes(`"${name}"`) || (prefix !== undefined && source.includes(`t(\`${prefix}$`)),
      `${name} is not used`,
    );
  }
  for (const [, name] of source.matchAll(/\bt\("(\w+)"/g)) assert(name in texts, `there is no text ${name}`);
});

describe("the console for everybody", { skip }, () => {
  let demo, browser, someone;
  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), launch()]);
    someone = { url: demo.url, storageState: await signIn(browser, demo) };
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });
  const visit = (options, work) => withPage(browser, someone, options, work);

  for (const [name, options] of [
    ["on a phone, in Chinese", { ...phone }],
    ["on a phone, in English, in the dark", { ...phone, locale: "en-US", colorScheme: "dark" }],
    ["on a desktop", {}],
    ["on a desktop, in the dark", { colorScheme: "dark" }],
  ]) {
    test(`axe finds nothing ${name}, and nothing is wider than the screen`, () =>
      visit(options, async ({ page, open }) => {
        for (const screen of screens) {
          await open(screen);
          assert.deepEqual(await faults(page), [], screen);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, screen);
        }
        await open("#/codes");
        await page.getByRole("checkbox").nth(1).check();
        await page.locator(".selection button").first().click();
        assert.deepEqual(await faults(page), [], "merged figures");
      }));
  }

  test("axe finds nothing in the form to sign in", () =>
    withPage(browser, { url: demo.url }, {}, async ({ page }) => {
      await page.goto(`${demo.url}/console/`);
      await page.getByLabel("CONSOLE_TOKEN").waitFor();
      assert.deepEqual(await faults(page), []);
    }));

  test("the dark is dark", async () => {
    const lightness = (colorScheme) => {
      let sum;
      return visit({ colorScheme }, async ({ page, open }) => {
        await open("");
        const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        sum = colour
          .match(/\d+/g)
          .slice(0, 3)
          .map(Number)
          .reduce((total, part) => total + part);
      }).then(() => sum);
    };
    assert((await lightness("light")) > 600);
    assert((await lightness("dark")) < 150);
  });

  test("by keyboard alone one comes to a code and back", () =>
    visit({}, async ({ page, open }) => {
      await open("");
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.id), "skip");
      await page.getByRole("link", { name: "二维码" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "二维码" }).waitFor();
      // A screen reader goes on from the heading.
      await page.waitForFunction(() => document.activeElement.tagName === "H1");
      await page.getByRole("searchbox").focus();
      await page.keyboard.type("南京路");
      await page.getByText("1 个，共 40 个").waitFor();
      await page.getByRole("checkbox", { name: "选择 南京路店" }).focus();
      await page.keyboard.press("Space");
      await page.getByText("已选 1 个").waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "南京路店" }).waitFor();
      await page.goBack();
      await page.getByRole("heading", { name: "二维码" }).waitFor();
    }));

  test("screenshots of the overview", async () => {
    const folder = process.env.WECHAT_EDGE_SCREENSHOTS ?? `${root}build/screenshots`;
    mkdirSync(folder, { recursive: true });
    for (const colorScheme of ["light", "dark"]) {
      for (const [name, options] of [
        ["phone", { ...phone, deviceScaleFactor: 2 }],
        ["desktop", { viewport: { width: 1120, height: 700 } }],
      ]) {
        await visit({ ...options, colorScheme }, async ({ page, open }) => {
          await open("#/overview?period=30");
          await page.locator(".plot canvas").waitFor();
          await page.screenshot({ path: `${folder}/overview-${name}-${colorScheme}.png`, animations: "disabled" });
        });
      }
    }
  });

  test("what strangers wrote is shown as such, everywhere", async () => {
    const names = hostile.map((scene) => ({ scene, name: scene, group: scene, remark: scene }));
    await demo.api("codes", { method: "PATCH", body: names });
    const worker = { url: demo.url };
    const [, token] = /^WECHAT_TOKEN=(.+)$/m.exec(readFileSync(`${root}.dev.vars`, "utf8"));
    for (const [at, scene] of hostile.entries()) {
      const push = {
        MsgType: "event",
        Event: "SCAN",
        EventKey: scene,
        Ticket: scene,
        FromUserName: `<b>${at}</b>${scene}`,
        CreateTime: wechat.now(),
      };
      const { status } = await wechat.post(worker, wechat.message(push), { token });
      assert.equal(status, 200);
    }
    await visit({}, async ({ page, open }) => {
      await open("#/codes?period=today");
      for (const scene of hostile) {
        const search = page.getByRole("searchbox");
        await search.fill(scene);
        const row = page.locator(".row:not(.other)").first();
        await row.getByText(scene, { exact: true }).first().waitFor();
        assert.equal(await row.locator(".cell-scans").textContent(), "1", scene);
        const { bytes } = await downloaded(page, () => page.getByRole("button", { name: "下载 CSV" }).click());
        const [, cells] = cellsOf(bytes);
        assert.deepEqual(cells.slice(0, 3), Array(3).fill(scene.startsWith("=") ? `'${scene}` : scene));
        await row.getByRole("link").click();
        const heading = page.getByRole("heading", { level: 1 });
        await heading.filter({ hasText: scene }).waitFor();
        assert.equal(await page.getByLabel("备注").inputValue(), scene);
        assert.equal(await page.locator(".facts code").textContent(), scene);
        await page.goBack();
        await page.getByRole("heading", { name: "二维码" }).waitFor();
        await settled(page);
      }
      await page.getByRole("searchbox").fill("");
      await page.getByRole("checkbox", { name: "全选" }).check();
      await page.getByRole("button", { name: "合并数据" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "关闭" }).click();
      assert.equal(await page.locator("main img, main script, main b, main iframe").count(), 0);
    });
  });

  test("a code with a star in its scene says whose figures these are", () =>
    visit({}, async ({ page, open }) => {
      await open("#/code?scene=staff-*&period=30");
      await page.getByText("场景值里有 *").waitFor();
      await page.getByRole("heading", { name: "staff-*" }).waitFor();
    }));

  test("on paper, too", () =>
    visit({}, async ({ page, open }) => {
      const codes = hostile.map((scene) => ({ scene, url: "http://weixin.qq.com/q/1", ticket: "t", expires: null }));
      await demo.api("codes", { method: "POST", body: codes });
      await open("#/codes");
      await page.evaluate(() => (window.print = () => {}));
      await page.getByRole("checkbox", { name: "全选" }).check();
      await page.getByRole("button", { name: "打印" }).click();
      const printed = await page.locator(".sheets p").allTextContents();
      for (const scene of hostile) assert(printed.includes(scene), scene);
      assert.equal(await page.locator(".sheets img, .sheets script").count(), 0);
    }));

  test("of a thousand codes only those in sight are elements, and the last is reached", () =>
    visit({}, async ({ page, open }) => {
      for (let first = 0; first < 1000; first += 250) {
        const codes = Array.from({ length: 250 }, (_, at) => ({
          ...{
            scene: `many-${String(first + at).padStart(4, "0")}`,
            url: `http://weixin.qq.com/q/many-${first + at}`,
            ticket: "t",
            expires: null,
          },
        }));
        await demo.api("codes", { method: "POST", body: codes });
      }
      await open("#/codes");
      await page.getByRole("columnheader", { name: "名称" }).getByRole("button").click();
      const begun = Date.now();
      let most = 0;
      for (let at = 0; at < 60; at += 1) {
        await page.mouse.wheel(0, 1200);
        await page.evaluate(
          () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        );
        most = Math.max(most, await page.locator(".row").count());
      }
      console.log(`60 steps through a thousand codes: ${Date.now() - begun} ms`);
      assert(most < 60, `${most} rows`);
      await page.keyboard.press("End");
      await page.waitForFunction(() => document.querySelectorAll(".row").length > 5);
      const last = await page.locator(".row").last().getAttribute("aria-rowindex");
      assert.equal(last, await page.locator(".table").getAttribute("aria-rowcount"));
    }));

  test("who signs out is out, here or everywhere", async () => {
    const [here, elsewhere] = [await signIn(browser, demo), await signIn(browser, demo)];
    await withPage(browser, { url: demo.url, storageState: elsewhere }, {}, async ({ page, open }) => {
      await withPage(browser, { url: demo.url, storageState: here }, {}, async ({ page: other, open: openOther }) => {
        await openOther("");
        await other.getByText("退出", { exact: true }).click();
        await other.getByRole("button", { name: "退出本机" }).click();
        await other.getByLabel("CONSOLE_TOKEN").waitFor();
        await other.goto(`${demo.url}/console/`);
        await other.getByLabel("CONSOLE_TOKEN").waitFor();
        await open("#/health");
        await other.getByLabel("CONSOLE_TOKEN").fill(demo.token);
        await other.keyboard.press("Enter");
        await other.getByText("退出", { exact: true }).click();
        await other.getByRole("button", { name: "在所有设备上退出" }).click();
        await other.getByLabel("CONSOLE_TOKEN").waitFor();
        await page.getByRole("link", { name: "概览" }).click();
        await page.getByLabel("CONSOLE_TOKEN").waitFor();
      });
    });
  });
});
