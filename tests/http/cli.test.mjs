// The command line tool, as an owner runs it, against the wasm in workerd: in all three modes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { appId, token } from "./wechat.mjs";
import { withWorker } from "./worker.mjs";

// None of those that WeChat's pages print, which doctor refuses.
const aesKey = "kR7vPq2XwLb9TzYc4MfJh8NdSg1AeUo6WiBx3HtEsVD";
const root = fileURLToPath(new URL("../..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const binary = join(target, "debug", process.platform === "win32" ? "wechat-edge.exe" : "wechat-edge");
assert(existsSync(binary), "the tool is not built yet: run `cargo build`");

// Not the repo's folder, whose .dev.vars the tool would read.
const folder = mkdtempSync(join(tmpdir(), "wechat-edge-"));
after(() => rmSync(folder, { recursive: true }));

const plainWorker = { WECHAT_TOKEN: token };
const safeWorker = { WECHAT_TOKEN: token, WECHAT_AES_KEY: aesKey, WECHAT_APP_ID: appId };
const key = ["--aes-key", aesKey, "--app-id", appId];

const modes = {
  plain: { variables: plainWorker, options: [] },
  compatible: { variables: safeWorker, options: [...key, "--mode", "compatible"] },
  safe: { variables: safeWorker, options: key },
};

/** Runs the tool; gives back its exit status and output. */
async function run(worker, ...args) {
  const child = spawn(binary, [...args, "--url", `${worker.url}/wechat`, "--token", token], {
    cwd: folder,
    env: { HOME: folder },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  const status = await new Promise((resolve) => child.on("close", resolve));
  return { status, stdout, stderr };
}

async function runJson(worker, ...args) {
  const { status, stdout, stderr } = await run(worker, ...args, "--json");
  assert(stdout, stderr);
  return { exit: status, ...JSON.parse(stdout) };
}

for (const [mode, { variables, options }] of Object.entries(modes)) {
  test(`send gets replies that WeChat accepts in ${mode} mode`, () =>
    withWorker(variables, async (worker) => {
      const pushes = [
        ["text", "你好 ]]> <b>&amp; 😀"],
        ["voice", "--recognition", "早上好"],
        ["image"],
        ["location", "30.274", "120.155", "--label", "杭州市"],
        ["scan", "门店-12", "--new"],
        ["scan", "123"],
        ["event", "CLICK", "--key", "ABOUT"],
        ["unsubscribe"],
      ];
      for (const push of pushes) {
        const reply = await runJson(worker, "send", ...push, ...options);
        const { exit, accepted, status, findings } = reply;
        assert.deepEqual(
          { exit, accepted, status, findings, mode: reply.mode },
          { exit: 0, accepted: true, status: 200, findings: [], mode },
        );
      }
    }));

  test(`doctor finds the Worker well in ${mode} mode`, () =>
    withWorker(variables, async (worker) => {
      const { exit, steps } = await runJson(worker, "doctor", ...options);
      const fails = steps.filter((step) => step.level === "FAIL");
      assert.deepEqual([exit, fails], [0, []]);
      // What is always so on one machine, and nothing else.
      const warned = steps.filter((step) => step.level === "warn").map((step) => step.finding);
      assert.deepEqual(warned, ["port_local", "this_machine"]);
    }));
}

test("send reports what the Worker refuses, with a status of 1", () =>
  withWorker(safeWorker, async (worker) => {
    const reply = await runJson(worker, "send", "text", "你好");
    assert.deepEqual([reply.exit, reply.status], [1, 403]);
    assert.equal(reply.findings[0].finding, "status");
    const { status, stderr } = await run(worker, "send", "text", "你好");
    assert.equal(status, 1);
    assert.match(stderr, /^error: status 403\n/);
  }));

test("doctor finds a Worker without a token, and one that wants messages sealed", async () => {
  const fails = async (variables, ...options) =>
    withWorker(variables, async (worker) => {
      const { steps } = await runJson(worker, "doctor", ...options);
      return steps.filter((step) => step.level === "FAIL").map((step) => step.finding);
    });
  assert.deepEqual(await fails({}), ["not_configured"]);
  assert.deepEqual(await fails({ WECHAT_TOKEN: "another" }), ["token_refused"]);
  assert.deepEqual(await fails(safeWorker), ["key_expected"]);
  assert.deepEqual(await fails(plainWorker, ...key), ["plaintext_accepted", "key_refused"]);
});

test("a load is answered in full", () =>
  withWorker(safeWorker, async (worker) => {
    const load = ["--count", "200", "--concurrency", "8"];
    const result = await runJson(worker, "send", "scan", "store-12", ...load, ...key);
    assert.deepEqual([result.exit, result.accepted], [0, 200], JSON.stringify(result));
  }));
