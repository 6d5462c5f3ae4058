// `npm run verify` against a stand-in for Cloudflare's API, which has what was bundled, or something else.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const bundled = (name) => readFileSync(`${root}build/dist/${name}`);
const files = readdirSync(`${root}build/dist`).filter((name) => name.endsWith(".bin") && bundled("entry.js").includes(`"./${name}"`));
const modules = {
  "entry.js": bundled("entry.js"),
  "./index_bg.wasm": bundled("index_bg.wasm"),
  ...Object.fromEntries(files.map((name) => [`./${name}`, bundled(name)])),
};

test("what is deployed as it was built is the same", async () => {
  const { status, output } = await verify(modules);
  assert.equal(status, 0, output);
  assert.match(output, /^same +entry\.js$/m);
  assert.match(output, /^same +index_bg\.wasm$/m);
  assert.match(output, /^same +console-page\.js\.bin$/m);
  assert.match(output, /^same +login-page\.js\.bin$/m);
});

test("one byte of the wasm that is another is found", async () => {
  const wasm = Buffer.from(modules["./index_bg.wasm"]);
  wasm[wasm.length >> 1] ^= 1;
  const { status, output } = await verify({ ...modules, "./index_bg.wasm": wasm });
  assert.equal(status, 1, output);
  assert.match(output, /^DIFFERS index_bg\.wasm$/m);
});

test("so are a module too many and one too few", async () => {
  const more = await verify({ ...modules, "other.js": Buffer.from("x") });
  assert.equal(more.status, 1);
  assert.match(more.output, /^DIFFERS other\.js$/m);
  const fewer = await verify({ "entry.js": modules["entry.js"] });
  assert.equal(fewer.status, 1);
  assert.match(fewer.output, /^DIFFERS index_bg\.wasm$/m);
});

test("a token that may not read is said, without the token", async () => {
  const { status, output } = await verify(modules, "another-token");
  assert.equal(status, 1);
  assert.match(output, /^error: Cloudflare answers 403 /m);
  assert.doesNotMatch(output, /another-token/);
});

async function verify(deployed, token = "stand-in") {
  const server = createServer(async (request, response) => {
    const isAllowed = request.headers.authorization === "Bearer stand-in";
    if (!isAllowed || request.url !== "/accounts/account/workers/scripts/wechat-edge/content/v2") {
      return response.writeHead(isAllowed ? 404 : 403).end();
    }
    const form = new FormData();
    for (const [name, bytes] of Object.entries(deployed)) form.set(name, new Blob([bytes]), name);
    const { headers, body } = new Response(form);
    response.writeHead(200, { "Content-Type": headers.get("content-type") });
    for await (const chunk of body) response.write(chunk);
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const env = {
    ...process.env,
    CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${server.address().port}`,
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_ACCOUNT_ID: "account",
  };
  const child = spawn(process.execPath, ["scripts/verify.mjs"], { cwd: root, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const [status] = await once(child, "close");
  server.close();
  return { status, output };
}
