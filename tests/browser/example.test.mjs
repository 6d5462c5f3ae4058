// `npm run example`, in a browser, with the phone played as it says.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/free-port.mjs";
import { launch, skip, watched } from "./browser.mjs";
import { run } from "./npm.mjs";
import { decoded } from "./pages.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const tool = `${root}target/debug/wechat-edge${process.platform === "win32" ? ".exe" : ""}`;
const built = () => ["index_bg.wasm", "page/files.js"].map((file) => `${root}build/${file}`).map((file) => existsSync(file) && readFileSync(file, "base64"));

describe("npm run example", { skip }, () => {
  before(() => assert(existsSync(tool), "the tool is not built yet: run `cargo build`"));

  test("signs in by a scan and by the word, tells who cancels, and can be started again", async () => {
    const before = built();
    const browser = await launch();
    try {
      for (const way of [byScan, byWord]) {
        const example = run("example", ["--port", `${await freePort()}`, "--inspector-port", "0"]);
        try {
          const [, site] = await example.printed(/(http:\/\/localhost:30\d0\/)/);
          const page = await browser.newPage({ locale: "zh-CN" });
          const said = await watched(page);
          await page.goto(site);
          await page.getByRole("link", { name: "微信登录" }).click();
          await page.locator("main[data-stage=waiting]").waitFor();
          await way(page, new URL(page.url()).origin);
          await page.waitForURL(site);
          await page.getByText("微信用户").waitFor();
          assert.match(await page.locator("code").textContent(), /^oWechatEdgeVisitor/);

          await page.getByRole("link", { name: "退出" }).click();
          await page.getByRole("link", { name: "微信登录" }).click();
          await page.getByRole("link", { name: "取消，返回网站" }).click();
          await page.getByText("access_denied").waitFor();
          assert.deepEqual(said.filter((line) => !/status of 400/.test(line)), []);
          await page.close();
        } finally {
          await example.stop();
        }
      }
    } finally {
      await browser.close();
    }
    // What the owner has built is as it was.
    assert.deepEqual(built(), before);
  });
});

async function byScan(page, url) {
  assert.deepEqual(await decoded(await page.locator(".qr").screenshot()), ["http://weixin.qq.com/q/example-login.001"]);
  send(url, "scan", "login.001", "--new");
  await page.locator("main[data-stage=scanned]").waitFor();
  send(url, "text", await page.locator("#number").textContent());
}

async function byWord(page, url) {
  send(url, "text", await page.locator("#word").textContent());
  await page.locator("main[data-stage=scanned]").waitFor();
  send(url, "text", "登录");
}

/**
 * Plays the phone. What `.wrangler/wechat-edge.json` says is said here, since another test may start a Worker in this
 * folder meanwhile.
 */
function send(url, ...args) {
  const vars = readFileSync(`${root}build/example/.dev.vars`, "utf8").trim().split("\n");
  const env = { ...process.env, ...Object.fromEntries(vars.map((line) => line.split("="))) };
  const { status, stdout, stderr } = spawnSync(tool, ["send", ...args, "--url", `${url}/wechat`], { cwd: root, encoding: "utf8", env });
  assert.equal(status, 0, stdout + stderr);
}
