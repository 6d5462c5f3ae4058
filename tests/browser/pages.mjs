// What the browser tests share: somebody who is signed in, and what stands on the screen.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { watched } from "./browser.mjs";

const require = createRequire(import.meta.url);
const axe = readFile(require.resolve("axe-core/axe.min.js"), "utf8");

/** Signs in by the form; gives back what keeps the session, for further pages. */
export async function signIn(browser, { url, token }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/console/`);
  await page.getByLabel("CONSOLE_TOKEN").fill(token);
  await page.keyboard.press("Enter");
  await settled(page);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Runs `test` with a page of somebody who is signed in; afterwards the page must have complained of nothing. */
export async function withPage(browser, { url, storageState }, options, test) {
  const context = await browser.newContext({
    locale: "zh-CN",
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    storageState,
    ...options,
  });
  const page = await context.newPage();
  const said = await watched(page);
  try {
    const open = async (hash) => {
      await page.goto("about:blank");
      await page.goto(`${url}/console/${hash}`);
      await settled(page);
    };
    await test({ page, open, context });
    assert.deepEqual(said, []);
  } finally {
    await context.close();
  }
}

/** Waits until the screen that was asked for is there. */
export async function settled(page) {
  // The form to sign in has no navigation.
  await page.locator("header:has(#navigation a) + main:not([aria-busy]) h1").waitFor();
}

/** The figures of the tiles: `{ scans: 12, … }`. */
export function tilesOf(scope) {
  return scope
    .locator(".tile")
    .evaluateAll((tiles) =>
      Object.fromEntries(
        tiles.map((tile) => [
          tile.dataset.figure,
          Number(tile.querySelector("strong").textContent.replaceAll(",", "")),
        ]),
      ),
    );
}

/** What the page hands over when something is clicked. */
export async function downloaded(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** A CSV file as rows of cells. */
export function cellsOf(bytes) {
  const text = bytes.toString("utf8");
  assert.equal(text[0], "\ufeff");
  const rows = [];
  for (const [, cell, end] of text.slice(1).matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/g)) {
    if (rows.length === 0 || rows.at(-1).isWhole) rows.push([]);
    rows.at(-1).push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== ",") rows.at(-1).isWhole = true;
  }
  return rows.map((row) => [...row]);
}

let decoder;

/** What a phone reads in a picture. */
export async function decoded(png) {
  // Of the package itself: it would be fetched from elsewhere, else.
  decoder ??= readFile(join(dirname(require.resolve("zxing-wasm/reader")), "../../reader/zxing_reader.wasm")).then(
    (wasmBinary) =>
      prepareZXingModule({
        overrides: {
          wasmBinary: wasmBinary.buffer.slice(wasmBinary.byteOffset, wasmBinary.byteOffset + wasmBinary.byteLength),
        },
        fireImmediately: true,
      }),
  );
  await decoder;
  const found = await readBarcodes(new Blob([png]), { formats: ["QRCode"] });
  return found.map(({ text }) => text);
}

/** What axe finds wrong on a page, by all its rules. */
export async function faults(page) {
  // Through the debugger: the page's policy allows no script but its own.
  await page.evaluate(await axe);
  const violations = await page.evaluate(
    async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations,
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html.slice(0, 160))
        .slice(0, 3)
        .join(" | ")}`,
  );
}
