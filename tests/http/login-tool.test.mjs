// `wechat-edge login` and what else the tool does for a sign-in, as an owner runs it, against the wasm in
// workerd with its object.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { clients, consoleToken, startLogin } from "./login.mjs";
import * as wechat from "./wechat.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const binary = join(target, "debug", process.platform === "win32" ? "wechat-edge.exe" : "wechat-edge");
assert(existsSync(binary), "the tool is not built yet: run `cargo build`");

// A project of its own, with the clients that the Worker was built with.
const folder = mkdtempSync(join(tmpdir(), "wechat-edge-"));
writeFileSync(join(folder, "clients.toml"), readFileSync(join(root, "tests/http/login-clients.toml")));
const keys = ["--token", wechat.token, "--aes-key", wechat.aesKey, "--app-id", wechat.appId];

let login;
before(async () => (login = await startLogin({}, { codes: 0 })));
after(async () => {
  await login?.stop();
  rmSync(folder, { recursive: true });
});

/** Runs the tool; gives back its exit status and output. */
async function run(args, { url = login.url, token = consoleToken } = {}) {
  const child = spawn(binary, [...args, "--url", `${url}/wechat`], { cwd: folder, env: { HOME: folder, CONSOLE_TOKEN: token } });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  const status = await new Promise((resolve) => child.on("close", resolve));
  assert(!`${stdout}${stderr}`.includes(token), "the token is shown");
  return { status, stdout, stderr };
}

/** A run that succeeds; what it printed as JSON. */
async function json(args, options) {
  const { status, stdout, stderr } = await run([...args, "--json"], options);
  assert.equal(status, 0, stdout + stderr);
  return JSON.parse(stdout);
}

/** What doctor found of the sign-in, by its name. */
async function examined(options) {
  const { stdout } = await run(["doctor", "--json", ...keys], options);
  const { steps } = JSON.parse(stdout);
  return steps.filter(({ step }) => step === "login").map(({ finding }) => finding);
}

test("without codes it says that visitors sign in by the word", async () => {
  const { status, stdout, stderr } = await run(["login"]);
  assert.equal(status, 0, stderr);
  assert.match(stdout, new RegExp(`^issuer: ${login.url}\ncodes: none, visitors sign in by the code word\n`));
  assert.match(stdout, /\nclient grafana: 公司 Grafana, GRAFANA_CLIENT_SECRET is set\n/);
  assert.deepEqual(await examined(), ["clients_fine", "pool_empty", "discovery_fine"]);
});

test("codes that were made are pushed, once however often", async () => {
  mkdirSync(join(folder, "login-codes"));
  const lines = Array.from({ length: 1200 }, (_, at) => {
    const scene = `login.${String(at + 1).padStart(3, "0")}`;
    return `${scene},string,permanent,ticket${at},http://weixin.qq.com/q/${encodeURIComponent(scene)},${scene}\n`;
  });
  writeFileSync(join(folder, "login-codes/codes.csv"), `scene,kind,valid_until,ticket,url,file\n${lines.join("")}`);
  for (const again of [1, 2]) {
    assert.equal((await json(["login", "push"])).sent, 1200, `run ${again}`);
    assert.deepEqual((await json(["login"])).pool, { codes: 1200, free: 1200 });
  }
  assert.deepEqual(await examined(), ["clients_fine", "pool_fine", "discovery_fine"]);
});

test("the whole way is tried without a phone", async () => {
  for (const [how, confirm] of [
    ["scan", (view) => view.number],
    ["word", () => "登录"],
  ]) {
    const attempt = await login.browser().begin(clients.grafana);
    const push = how === "scan" ? ["scan", attempt.scene, "--new"] : ["text", attempt.view.word];
    const { status, stdout, stderr } = await run(["send", ...push, ...keys]);
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /公司 Grafana/);
    await run(["send", "text", confirm(attempt.view), ...keys]);
    const { code } = await attempt.finish();
    const { status: exchanged, body } = await login.exchange(clients.grafana, { form: attempt.redeem(code) });
    assert.equal(exchanged, 200, JSON.stringify(body));
  }
  assert.equal((await json(["login"])).pool.free, 1198);
});

test("the next key is shown to sites at once, and signs a day later", async () => {
  const before = (await login.ask("/jwks")).body.keys.map(({ kid }) => kid);
  const { kid, signs_from } = await json(["login", "keys", "rotate"]);
  assert(!before.includes(kid));
  assert(Math.abs(signs_from - wechat.now() - 86_400) < 60, `${signs_from}`);
  const after = (await login.ask("/jwks")).body.keys.map((key) => key.kid);
  assert.deepEqual(after.toSorted(), [...before, kid].sort());
  const { stdout } = await run(["login"]);
  assert.match(stdout, new RegExp(`\nkey ${kid}: signs from 20`));
  assert.match(stdout, new RegExp(`\nkey ${before[0]}: signs since 20`));
});

test("doctor finds what the Worker is not given", async () => {
  for (const [variables, finding] of [
    [{ GRAFANA_CLIENT_SECRET: undefined }, "secret_missing"],
    [{ LOGIN_SERVER_TOKEN: undefined }, "server_token_missing"],
    [{ LOGIN_ISSUER: "https://login.example.com" }, "issuer_elsewhere"],
  ]) {
    const other = await startLogin(variables, { codes: 12 });
    try {
      const found = await examined({ url: other.url });
      assert(found.includes(finding), `${finding}: ${found}`);
    } finally {
      await other.stop();
    }
  }
});

test("a wrong token is told of, and changes nothing", async () => {
  for (const args of [["login"], ["login", "push"], ["login", "keys", "rotate"]]) {
    const { status, stderr } = await run(args, { token: "another-token-than-this" });
    assert.equal(status, 1, stderr);
    assert.match(stderr, /the Worker refuses the CONSOLE_TOKEN from the environment/);
  }
});
