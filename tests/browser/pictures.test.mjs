// The pictures of codes, as files and on paper, read back.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inflateSync } from "node:zlib";
import { unzipSync } from "fflate";
import { launch, skip } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { decoded, downloaded, signIn, withPage } from "./pages.mjs";

const urlOf = (scene) => `http://weixin.qq.com/q/demo-${scene}`;

describe("pictures", { skip }, () => {
  let demo, browser, someone;
  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), launch()]);
    someone = { url: demo.url, storageState: await signIn(browser, demo) };
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });
  const visit = (work) => withPage(browser, someone, { permissions: ["clipboard-read", "clipboard-write"] }, work);

  test("of one code as PNG, as SVG, and copied", () =>
    visit(async ({ page, open }) => {
      await open("#/code?scene=shop-03");
      const png = await downloaded(page, () => page.getByRole("button", { name: "PNG" }).click());
      assert.equal(png.name, "徐家汇店.png");
      assert.deepEqual(await decoded(png.bytes), [urlOf("shop-03")]);
      const file = await downloaded(page, () => page.getByRole("button", { name: "SVG" }).click());
      assert.equal(file.name, "徐家汇店.svg");
      // Seen as a phone would see it.
      const other = await page.context().newPage();
      await other.setContent(file.bytes.toString("utf8"));
      assert.deepEqual(await decoded(await other.locator("svg").screenshot()), [urlOf("shop-03")]);
      await other.close();
      assert.deepEqual(await decoded(await page.locator(".picture-box .qr").screenshot()), [urlOf("shop-03")]);
      await page.getByRole("button", { name: "复制图片" }).click();
      await page.getByRole("button", { name: "已复制" }).waitFor();
      const copied = await page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        return [...new Uint8Array(await (await item.getType("image/png")).arrayBuffer())];
      });
      assert.deepEqual(await decoded(Uint8Array.from(copied)), [urlOf("shop-03")]);
    }));

  test("of several as a ZIP: each opens its own code, also where two have one name", () =>
    visit(async ({ page, open }) => {
      await demo.api("codes", {
        method: "PATCH",
        body: [
          { scene: "staff-01", name: "a/b:*" },
          { scene: "staff-02", name: "a/b:*" },
          { scene: "staff-03", name: "CON" },
        ],
      });
      await open("#/codes");
      await page.getByRole("searchbox").fill("staff-0");
      await page.getByText("8 个，共 40 个").waitFor();
      await page.getByRole("checkbox", { name: "全选" }).check();
      const { name, bytes } = await downloaded(page, () => page.getByRole("button", { name: "图片 ZIP" }).click());
      assert.equal(name, "qrcodes.zip");
      const files = unzipSync(bytes);
      assert.equal(Object.keys(files).length, 8);
      assert.deepEqual(
        Object.keys(files).filter((file) => /[/\\:*?"<>|]|^con\./i.test(file)),
        [],
      );
      assert.deepEqual(
        Object.keys(files)
          .filter((file) => file.startsWith("a_b__"))
          .sort(),
        ["a_b__ (2).png", "a_b__.png"],
      );
      const read = await Promise.all(Object.values(files).map(decoded));
      assert.deepEqual(
        read.flat().sort(),
        [1, 2, 3, 4, 5, 6, 7, 8].map((at) => urlOf(`staff-0${at}`)),
      );
    }));

  test("twelve stand on a sheet of A4, each with its name", () =>
    visit(async ({ page, open }) => {
      await open("#/codes");
      await page.evaluate(() => (window.print = () => (window.isPrinted = true)));
      await page.getByRole("checkbox", { name: "全选" }).check();
      await page.getByText("已选 40 个").waitFor();
      await page.getByRole("button", { name: "打印" }).click();
      assert.equal(await page.evaluate(() => window.isPrinted), true);
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: 794, height: 1123 });
      const sheet = page.locator(".sheet").first();
      assert.equal(await sheet.locator(".label").count(), 12);
      const labels = await sheet
        .locator(".label")
        .evaluateAll((all) =>
          all.map((label) => ({
            name: label.textContent,
            isWhole: label.scrollHeight <= label.clientHeight,
            top: label.offsetTop,
          })),
        );
      assert.deepEqual(
        labels.filter(({ name, isWhole }) => name === "" || !isWhole),
        [],
      );
      assert.equal(new Set(labels.map(({ top }) => top)).size, 4);
      const read = await Promise.all(
        (await sheet.locator(".qr").all()).map(async (picture) => decoded(await picture.screenshot({ scale: "css" }))),
      );
      assert.equal(new Set(read.flat()).size, 12);
      assert.equal(await page.locator("main").isVisible(), false);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      assert.deepEqual(pagesOf(pdf), { pages: 4, box: [595, 842] });
      // Once it is printed, the screen is as it was.
      await page.emulateMedia({ media: "screen" });
      assert.equal(await page.locator(".sheets").count(), 0);
    }));
});

/** How many pages a PDF has, and how large the first is, in points. */
function pagesOf(pdf) {
  const text = pdf.toString("latin1");
  const parts = [text];
  for (const found of text.matchAll(/\/FlateDecode[^]*?stream\r?\n/g)) {
    try {
      parts.push(inflateSync(pdf.subarray(found.index + found[0].length), { finishFlush: 2 }).toString("latin1"));
    } catch {
      // No object stream.
    }
  }
  const all = parts.join("\n");
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(all);
  return { pages: all.match(/\/Type \/Page\b(?!s)/g).length, box: [Math.round(width), Math.round(height)] };
}
