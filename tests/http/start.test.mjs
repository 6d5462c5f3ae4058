// What an owner sees who edits files while `npm start` runs, and who deploys with a mistake in them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/free-port.mjs";
import { clone, npm } from "./clone.mjs";
import { get, message, post, textOf } from "./wechat.mjs";

const token = "localdevelopmenttoken";
const text = message({ MsgType: "text", Content: "你好" });
const right = '[[rule]]\nwhen = { message = "text" }\nreply = "first"\n';
const wrong = '[[rule]]\nwhen = { message = "text" }\nreply = "second"\nrepli = "x"\n';

describe("npm start", { timeout: 900_000 }, () => {
  let owner, started, worker, port;
  const path = (...names) => join(owner.folder, ...names);
  const reply = async (given = token) => {
    const from = started.output().length;
    const said = textOf(await post(worker, text, { token: given }));
    // Its line in the log may come later, and would be taken for what is printed of something else.
    await started.printed(/POST \/wechat 200/, from);
    return said;
  };

  before(async () => {
    owner = clone();
    writeFileSync(path("replies.toml"), right);
    // What an earlier version wrote: WeChat allows no hyphens.
    writeFileSync(path(".dev.vars"), "WECHAT_TOKEN=local-development-token\nOTHER=kept\n", { mode: 0o644 });
    port = await freePort();
    started = npm(owner.folder, "start", "--", "--port", String(port), "--inspector-port", "0");
    await started.printed(/Ctrl-C ends it/);
    worker = { url: `http://localhost:${port}` };
  });
  after(async () => {
    await started?.stop();
    owner?.remove();
  });

  test("ends with the callback's URL, the Token and its place, and a line to try it", () => {
    const output = started.output();
    assert.match(output, new RegExp(`callback: http://localhost:${port}/wechat\n`));
    assert.match(output, /Token: localdevelopmenttoken, WECHAT_TOKEN of \.dev\.vars\n/);
    assert.match(output, new RegExp(`npm run send -- text 你好 --url http://localhost:${port}/wechat\n`));
    assert.doesNotMatch(output, /custom build|wrangler \d/);
  });

  test("has a Token that WeChat allows, in a file for the owner alone", async () => {
    assert.equal(readFileSync(path(".dev.vars"), "utf8"), `WECHAT_TOKEN=${token}\nOTHER=kept\n`);
    if (process.platform !== "win32") assert.equal(statSync(path(".dev.vars")).mode & 0o777, 0o600);
    assert.equal(await reply(), "first");
  });

  test("leaves word of which Worker runs", () => {
    const { url, pid } = JSON.parse(readFileSync(path(".wrangler/wechat-edge.json"), "utf8"));
    assert.equal(url, `http://localhost:${port}/wechat`);
    assert.doesNotThrow(() => process.kill(pid, 0));
  });

  test("ends a typo's screen with the mistake, and the Worker from before answers on", async () => {
    const from = started.output().length;
    writeFileSync(path("replies.toml"), wrong);
    const said = await started.printed(/repli\b/, from);
    await quiet(started);
    const lines = started.output().slice(from).trim().split("\n");
    assert(lines.length < 12, said);
    assert.match(lines.slice(-4).join("\n"), /replies\.toml:4\b/);
    assert.doesNotMatch(said, /build script|cargo|wrangler/);
    assert.equal(await reply(), "first");
  });

  test("reloads when it is saved right", async () => {
    const from = started.output().length;
    writeFileSync(path("replies.toml"), right.replace("first", "third"));
    await started.printed(/^reloaded$/m, from);
    assert.equal(await reply(), "third");
  });

  test("does the same for a mistake in clients.toml", async () => {
    const from = started.output().length;
    const clients = readFileSync(path("clients.toml"), "utf8");
    writeFileSync(path("clients.toml"), "[[clients]]\n");
    const said = await started.printed(/clients\.toml:1:3\b.*`client`/, from);
    assert.doesNotMatch(said, /build script|cargo|wrangler/);
    assert.equal(await reply(), "third");
    const next = started.output().length;
    writeFileSync(path("clients.toml"), clients);
    await started.printed(/^reloaded$/m, next);
  });

  test("shows a mistake in Rust as the compiler says it, and answers on", async () => {
    const from = started.output().length;
    const handler = readFileSync(path("src/handler.rs"), "utf8");
    writeFileSync(path("src/handler.rs"), `${handler}\nfn wrong() -> u8 { "text" }\n`);
    const said = await started.printed(/mismatched types[^]*src\/handler\.rs:\d+/, from);
    assert.doesNotMatch(said, /could not compile|\bCompiling wechat/);
    assert.equal(await reply(), "third");
    const next = started.output().length;
    writeFileSync(path("src/handler.rs"), handler);
    await started.printed(/^reloaded$/m, next);
  });

  test("takes an edited .dev.vars at once", async () => {
    const from = started.output().length;
    writeFileSync(path(".dev.vars"), "WECHAT_TOKEN=another1\n");
    await started.printed(/\.dev\.vars: restarted/, from);
    assert.equal(await reply("another1"), "third");
    assert.equal((await get(worker, { token, echostr: "e" })).status, 403);
  });

  test("says that a port which was asked for is taken, by whom, and what to do", async () => {
    const second = npm(owner.folder, "start", "--", "--port", String(port));
    assert.notEqual(await second.closed, 0);
    assert.match(second.output(), new RegExp(`port ${port} is taken by .+\n.*npm start -- --port \\d+`));
  });

  test("is gone with all that it started when it is ended", async () => {
    await started.stop();
    for (let tries = 0; tries < 100 && existsSync(path(".wrangler/wechat-edge.json")); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert(!existsSync(path(".wrangler/wechat-edge.json")));
    await assert.rejects(fetch(worker.url));
  });

  test("bundle and deploy stop at a mistake, and say nothing else", async () => {
    writeFileSync(path("replies.toml"), wrong);
    for (const command of [["run", "--silent", "bundle"], ["run", "--silent", "deploy", "--", "--dry-run"]]) {
      const run = npm(owner.folder, ...command);
      assert.equal(await run.closed, 1);
      const lines = run.output().trim().split("\n").filter((line) => !line.startsWith("npm warn"));
      assert.match(lines[0], /replies\.toml:4\b/);
      assert(lines.length <= 5, run.output());
    }
  });

  test("another folder gives the same wasm, and no folder is named in it", async () => {
    const shipped = fileURLToPath(new URL("../../replies.toml", import.meta.url));
    writeFileSync(path("replies.toml"), readFileSync(shipped));
    const run = npm(owner.folder, "run", "build");
    assert.equal(await run.closed, 0, run.output());
    const wasm = (folder) => readFileSync(join(folder, "build/index_bg.wasm"));
    const here = fileURLToPath(new URL("../../", import.meta.url));
    const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
    assert.equal(hash(wasm(owner.folder)), hash(wasm(here)));
    assert.match(run.output(), new RegExp(`SHA-256 ${hash(wasm(here))}`));
    for (const folder of [here, owner.folder, process.env.HOME]) {
      assert(!wasm(here).includes(Buffer.from(folder)), folder);
    }
  });
});

/** Waits until nothing more is printed. */
async function quiet(running) {
  for (let length = -1; length !== running.output().length; ) {
    length = running.output().length;
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
}
