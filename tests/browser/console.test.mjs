// The console in a real browser, on the Worker and the figures of `npm run demo`.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { demoPushes } from "../../scripts/demo-data.mjs";
import { count } from "../scans/database.mjs";
import { launch, skip } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { cellsOf, downloaded, settled, signIn, tilesOf, withPage } from "./pages.mjs";

const figures = ["scans", "people", "new", "existing", "lost", "net"];
const pick = (row) => Object.fromEntries(figures.map((name) => [name, row[name]]));
const plus = (day, days) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

describe("the console", { skip }, () => {
  let demo, browser, someone, today;
  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), launch()]);
    someone = { url: demo.url, storageState: await signIn(browser, demo) };
    today = (await demo.api("days")).to;
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });
  const visit = (options, work) => withPage(browser, someone, options, work);

  /** What the definitions say of a period, counted from the pushes alone. */
  function plainCount(from, to, isWanted = () => true) {
    const pushes = demoPushes(Math.floor(Date.now() / 1000)).map(({ visitor, event, scene, created }) => {
      const local = created + 8 * 3600;
      const [day, hour] = [Math.floor(local / 86_400), Math.floor((local % 86_400) / 3600)];
      return { key: [visitor, created, event, scene].join("\n"), ...{ visitor, event, scene, created, day, hour } };
    });
    const total = { scans: 0, people: 0, new: 0, existing: 0, lost: 0, net: 0 };
    for (const [name, { people, new: added, existing, lost }] of Object.entries(count(pushes).days)) {
      const [scene, number] = [name.slice(0, name.lastIndexOf(" ")), Number(name.slice(name.lastIndexOf(" ") + 1))];
      const day = new Date(number * 86_400_000).toISOString().slice(0, 10);
      if (day < from || day > to || !isWanted(scene)) continue;
      total.people += people;
      total.new += added;
      total.existing += existing;
      total.lost += lost;
      total.net += added - lost;
      // Nobody scanned anything where there is no code.
      if (scene !== "") total.scans += added + existing;
    }
    return total;
  }

  test("a wrong token is told so, the right one opens it", async () => {
    const context = await browser.newContext({ locale: "zh-CN" });
    const page = await context.newPage();
    await page.goto(`${demo.url}/console/#/health`);
    await page.getByLabel("CONSOLE_TOKEN").fill("not-the-token-of-this-worker");
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByText("口令不对").waitFor();
    await page.getByLabel("CONSOLE_TOKEN").fill(demo.token);
    await page.getByRole("button", { name: "登录" }).click();
    // Where one wanted to go.
    await page.getByRole("heading", { name: "运行状况" }).waitFor();
    await context.close();
  });

  test("each period has the figures of the API", () =>
    visit({}, async ({ page, open }) => {
      await open("");
      for (const [name, from, to] of [
        ["今天", today, today],
        ["昨天", plus(today, -1), plus(today, -1)],
        ["30 天", plus(today, -29), today],
        ["7 天", plus(today, -6), today],
      ]) {
        await page.getByRole("link", { name, exact: true }).click();
        await page.locator(".span", { hasText: from === to ? from : `${from} – ${to}` }).waitFor();
        await settled(page);
        assert.deepEqual(await tilesOf(page), (await demo.api(`days?from=${from}&to=${to}`)).totals, name);
      }
    }));

  test("they are those of a plain count, and are held against as many days before", () =>
    visit({}, async ({ page, open }) => {
      const [from, to] = [plus(today, -20), plus(today, -1)];
      await open("");
      await page.getByText("自定义").click();
      await page.getByLabel("从").fill(from);
      await page.getByLabel("到").fill(to);
      await page.getByRole("button", { name: "查看" }).click();
      await page.locator(".span", { hasText: `${from} – ${to}` }).waitFor();
      await settled(page);
      assert.deepEqual(await tilesOf(page), plainCount(from, to));
      // 20 days: the same days of the week are 21 days earlier.
      const earlier = await page.locator(".tile .earlier").allTextContents();
      const before = plainCount(plus(from, -21), plus(to, -21));
      assert.deepEqual(
        earlier,
        figures.map((name) => `上期 ${before[name].toLocaleString("en")}`),
      );
    }));

  test("a period that is none, or too long, is told so", () =>
    visit({}, async ({ page, open }) => {
      await open("");
      await page.getByText("自定义").click();
      await page.getByLabel("从").fill(today);
      await page.getByLabel("到").fill(plus(today, -1));
      await page.getByRole("button", { name: "查看" }).click();
      await page.getByText("开始日期晚于结束日期。").waitFor();
      await page.getByLabel("从").fill(plus(today, -401));
      await page.getByRole("button", { name: "查看" }).click();
      await page.getByText("最多 400 天。").waitFor();
    }));

  test("where the Worker cannot be asked, that is said, and it is asked again on demand", () =>
    withPage(browser, someone, {}, async ({ page, open }) => {
      let isAway = true;
      await page.route("**/api/health", (route) => (isAway ? route.fulfill({ status: 503 }) : route.continue()));
      await page.goto(`${demo.url}/console/#/health`);
      await page.getByText("数据库没有应答").waitFor();
      isAway = false;
      await page.getByRole("button", { name: "重试" }).click();
      await page.getByRole("heading", { name: "运行状况" }).waitFor();
    }));

  test("today is held against as many hours of the same day a week ago", () =>
    visit({}, async ({ page, open }) => {
      await open("#/overview?period=today");
      const hour = Number(
        new Intl.DateTimeFormat("en", { timeZone: "Asia/Shanghai", hour: "2-digit", hourCycle: "h23" }).format(),
      );
      const { hours } = await demo.api(`hours?from=${plus(today, -7)}&to=${plus(today, -7)}`);
      const scans = hours.filter((row) => row.hour <= hour).reduce((total, row) => total + row.scans, 0);
      assert.equal(
        await page.locator("[data-figure=scans] .earlier").textContent(),
        `上期 ${scans.toLocaleString("en")}`,
      );
    }));

  test("what a figure means is told on tap and on hover", () =>
    visit({ hasTouch: true }, async ({ page, open }) => {
      await open("");
      const meaning = page.getByText("新增关注减去取关。");
      assert.equal(await meaning.isVisible(), false);
      await page.getByRole("button", { name: "净增" }).tap();
      assert.equal(await meaning.isVisible(), true);
      await page.keyboard.press("Escape");
      await page.mouse.move(0, 0);
      await page.getByRole("button", { name: "扫码人数" }).hover();
      await page.getByText("每码每天只算一次").waitFor();
    }));

  test("the chart is read with the arrow keys, and stands as a table and as CSV", () =>
    visit({}, async ({ page, open }) => {
      await open("#/overview?period=30");
      const { days } = await demo.api(`days?from=${plus(today, -29)}&to=${today}`);
      const chart = page.getByRole("slider", { name: "每天" });
      await chart.focus();
      await page.keyboard.press("Home");
      assert.match(
        await chart.getAttribute("aria-valuetext"),
        new RegExp(`${days[0].day}.*新增关注 ${days[0].new}, .*净增 ${days[0].net}$`),
      );
      await page.keyboard.press("ArrowRight");
      assert.match(await page.locator(".readout").textContent(), new RegExp(`${days[1].day}.*新增关注${days[1].new}`));
      await page.locator(".u-over").hover({ position: { x: 1, y: 50 } });
      assert.match(await page.locator(".readout").textContent(), new RegExp(days[0].day));
      const rows = await page
        .locator(".figures tbody tr")
        .evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
      const wanted = days.map((day) => figures.map((name) => day[name]));
      assert.deepEqual(
        rows.map(([, ...cells]) => cells.map((cell) => Number(cell.replaceAll(",", "")))),
        wanted,
      );
      const { name, bytes } = await downloaded(page, () => page.getByRole("button", { name: "下载 CSV" }).click());
      assert.equal(name, `scans-${plus(today, -29)}-${today}.csv`);
      const [heads, ...lines] = cellsOf(bytes);
      assert.deepEqual(heads, ["日期", "扫码次数", "扫码人数", "新增关注", "老粉扫码", "取关", "净增"]);
      assert.deepEqual(
        lines.map(([, ...cells]) => cells.map(Number)),
        wanted,
      );
      assert.deepEqual(
        lines.map(([day]) => day),
        rows.map(([day]) => day),
      );
    }));

  test("on a phone a tap reads the chart", () =>
    visit({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true }, async ({ page, open }) => {
      await open("#/overview?period=30");
      const { days } = await demo.api(`days?from=${plus(today, -29)}&to=${today}`);
      await page.locator(".u-over").tap({ position: { x: 2, y: 60 } });
      await page.locator(".readout", { hasText: `${days[0].day}` }).waitFor();
    }));

  test("a single day has hours", () =>
    visit({}, async ({ page, open }) => {
      await open("#/overview?period=yesterday");
      const { hours } = await demo.api(`hours?from=${plus(today, -1)}&to=${plus(today, -1)}`);
      await page.getByText("看表格").click();
      const scans = await page.locator(".figures tbody tr td:nth-child(2)").allTextContents();
      assert.deepEqual(
        scans.map(Number),
        hours.map((row) => row.scans),
      );
    }));

  test("a period without scans says what to do", () =>
    visit({}, async ({ page, open }) => {
      await open("#/overview?period=2020-01-01..2020-01-07");
      await page.getByRole("heading", { name: "还没有扫码" }).waitFor();
      await page.getByText("npm run send -- scan 123").waitFor();
    }));

  test("all codes are there, sorted as asked, each with its figures", () =>
    visit({}, async ({ page, open }) => {
      await open("#/codes?period=30");
      await page.getByText("40 个，共 40 个").waitFor();
      const period = `from=${plus(today, -29)}&to=${today}`;
      const { scenes } = await demo.api(`scenes?${period}`);
      const first = page.locator(".row:not(.other)").first();
      const shown = async () => ({
        scene: await first.getAttribute("data-scene"),
        ...Object.fromEntries(
          await Promise.all(
            figures.map(async (name) => [
              name,
              Number((await first.locator(`.cell-${name}`).textContent()).replaceAll(",", "")),
            ]),
          ),
        ),
      });
      const greatest = (name) => {
        const highest = Math.max(...scenes.filter(({ scene }) => scene !== null).map((row) => row[name]));
        return scenes
          .filter((row) => row.scene !== null && row[name] === highest)
          .map((row) => ({ scene: row.scene, ...pick(row) }));
      };
      const includes = async (rows) => {
        const row = await shown();
        assert(
          rows.some((each) => JSON.stringify(each) === JSON.stringify(row)),
          JSON.stringify([row, rows]),
        );
      };
      await includes(greatest("net"));
      for (const [head, name] of [
        ["取关", "lost"],
        ["扫码次数", "scans"],
        ["老粉扫码", "existing"],
      ]) {
        await page.getByRole("columnheader", { name: head }).getByRole("button").click();
        assert.equal(await page.getByRole("columnheader", { name: head }).getAttribute("aria-sort"), "descending");
        await includes(greatest(name));
      }
      await page.getByRole("columnheader", { name: "老粉扫码" }).getByRole("button").click();
      assert.equal((await shown()).scene, "web-04"); // which nobody scans
      const other = scenes.find(({ scene }) => scene === null);
      assert.equal(Number(await page.locator(".row.other .cell-new").textContent()), other.new);
    }));

  test("they are searched by name, scene and remark, and filtered by group; the CSV has what is shown", () =>
    visit({}, async ({ page, open }) => {
      await open("#/codes");
      const shown = () =>
        page.locator(".row:not(.other)").evaluateAll((rows) => rows.map((row) => row.dataset.scene).sort());
      const search = page.getByRole("searchbox");
      for (const [text, scenes] of [
        ["南京路", ["shop-01"]],
        ["EVENT-02", ["event-02"]],
        ["海报 600", ["event-02"]],
        ["没有这样的", []],
      ]) {
        await search.fill(text);
        await page.getByText(`${scenes.length} 个，共 40 个`).waitFor();
        await page.waitForFunction(
          (many) => document.querySelectorAll(".row:not(.other)").length === many,
          scenes.length,
        );
        assert.deepEqual(await shown(), scenes, text);
      }
      await search.fill("");
      await page.getByLabel("分组").selectOption("员工");
      await page.getByText("8 个，共 40 个").waitFor();
      await page.getByRole("columnheader", { name: "名称" }).getByRole("button").click();
      const { bytes } = await downloaded(page, () => page.getByRole("button", { name: "下载 CSV" }).click());
      const [heads, ...rows] = cellsOf(bytes);
      assert.deepEqual(heads.slice(0, 3), ["名称", "场景值", "分组"]);
      const names = await page.locator(".row .cell-name a").allTextContents();
      assert.deepEqual(
        rows.map(([name]) => name),
        names,
      );
      assert.deepEqual(new Set(rows.map((row) => row[2])), new Set(["员工"]));
    }));

  test("a code has its days, hours, last scans, expiry and rule", () =>
    visit({}, async ({ page, open }) => {
      await open("#/codes?period=30");
      await page.getByRole("searchbox").fill("event-02");
      await page.getByRole("link", { name: "周年庆海报" }).click();
      await page.getByRole("heading", { name: "周年庆海报" }).waitFor();
      const period = `from=${plus(today, -29)}&to=${today}&scene=event-02`;
      const { totals } = await demo.api(`days?${period}`);
      assert.deepEqual(await tilesOf(page), totals);
      const fields = await page.locator(".heat td .unseen").allTextContents();
      assert.equal(fields.length, 7 * 24);
      assert.equal(
        fields.map((text) => Number(text.replaceAll(",", ""))).reduce((total, scans) => total + scans),
        totals.scans,
      );
      const { scans } = await demo.api("scans?scene=event-02&limit=20");
      const rows = page.locator(".last-scans tbody tr");
      assert.deepEqual(
        await rows.locator("td:nth-child(3)").allTextContents(),
        scans.map(({ openid }) => openid ?? "已取关"),
      );
      await page.getByRole("button", { name: "更多" }).click();
      await page.waitForFunction(() => document.querySelectorAll(".last-scans tbody tr").length === 70);
      await page.getByText("天内过期").waitFor();
      const { codes } = await demo.api("codes");
      const { rule, rule_new } = codes.find(({ scene }) => scene === "event-02");
      for (const [name, { line, text }] of [
        ["回复老粉的规则", rule],
        ["回复新粉的规则", rule_new],
      ]) {
        assert.equal(
          await page.locator(".facts > div", { hasText: name }).locator("dd").textContent(),
          `replies.toml 第 ${line} 行${text}`,
        );
      }
    }));

  test("it is renamed, and is so on every screen afterwards", () =>
    visit({}, async ({ page, open }) => {
      await open("#/code?scene=shop-02");
      await page.getByLabel("名称").fill("人民广场新店");
      await page.getByLabel("备注").fill("十月搬了");
      await page.getByRole("button", { name: "保存" }).click();
      await page.getByText("已保存").waitFor();
      await page.getByRole("heading", { name: "人民广场新店" }).waitFor();
      await open("#/codes");
      await page.getByRole("searchbox").fill("十月");
      await page.getByRole("link", { name: "人民广场新店" }).waitFor();
      const { codes } = await demo.api("codes");
      const { name, group, remark } = codes.find(({ scene }) => scene === "shop-02");
      assert.deepEqual([name, group, remark], ["人民广场新店", "门店", "十月搬了"]);
    }));

  test("the selected ones are merged, and get another group", () =>
    visit({}, async ({ page, open }) => {
      await open("#/codes?period=30");
      await page.getByRole("searchbox").fill("staff-0");
      await page.getByText("8 个，共 40 个").waitFor();
      const names = ["店员小李", "店员小张"];
      for (const name of names) await page.getByRole("checkbox", { name: `选择 ${name}` }).check();
      await page.getByText("已选 2 个").waitFor();
      await page.getByRole("button", { name: "合并数据" }).click();
      const dialog = page.getByRole("dialog");
      const { scenes } = await demo.api(`scenes?from=${plus(today, -29)}&to=${today}`);
      const both = scenes.filter(({ scene }) => ["staff-02", "staff-03"].includes(scene));
      const sum = Object.fromEntries(figures.map((name) => [name, both.reduce((total, row) => total + row[name], 0)]));
      assert.deepEqual(await tilesOf(dialog), sum);
      await dialog.getByRole("button", { name: "关闭" }).click();
      await page.getByRole("button", { name: "改分组" }).click();
      await dialog.getByLabel("分组").fill("夜班");
      await dialog.getByRole("button", { name: "保存" }).click();
      await dialog.waitFor({ state: "hidden" });
      const { codes } = await demo.api("codes");
      assert.deepEqual(
        codes
          .filter(({ group }) => group === "夜班")
          .map(({ name }) => name)
          .sort(),
        [...names].sort(),
      );
    }));

  test("the page is in the language of the browser, until the other one is chosen", () =>
    visit({ locale: "en-US" }, async ({ page, open }) => {
      await open("");
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
      await page.getByRole("button", { name: "中文" }).click();
      await page.getByRole("heading", { name: "概览" }).waitFor();
      await page.reload();
      await page.getByRole("heading", { name: "概览" }).waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
    }));

  test("the health says what was recorded", () =>
    visit({}, async ({ page, open }) => {
      await open("#/health");
      const { recorded_today } = await demo.api("health");
      const fact = page.locator(".facts > div", { hasText: "今天记录的推送" });
      assert.equal(await fact.locator("dd").textContent(), recorded_today.toLocaleString("en"));
    }));

  test("how to make new codes is told, with a button that copies it", () =>
    visit({ permissions: ["clipboard-read", "clipboard-write"] }, async ({ page, open }) => {
      await open("#/new");
      await page.getByRole("button", { name: "复制" }).first().click();
      await page.getByRole("button", { name: "已复制" }).waitFor();
      assert.equal(
        await page.evaluate(() => navigator.clipboard.readText()),
        `export CONSOLE_URL=${demo.url}/console/`,
      );
    }));
});
