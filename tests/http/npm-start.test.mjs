// `npm start` itself: wrangler dev, with the token it runs with and its arguments.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/free-port.mjs";
import { assertRefused, get, message, post } from "./wechat.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("npm start has a token of its own, for local development only", () =>
  withNpmStart([], async (worker) => {
    const [, token] = /^WECHAT_TOKEN=(.+)$/m.exec(readFileSync(`${root}.dev.vars`, "utf8"));
    assert.equal((await get(worker, { token, echostr: "e" })).body, "e");
  }));

test("a --var given to npm start wins over it", () =>
  withNpmStart(["--var", "WECHAT_TOKEN:abc"], async (worker) => {
    assert.equal((await get(worker, { token: "abc", echostr: "e" })).body, "e");
    assertRefused(await get(worker, { token: "localdevelopmenttoken", echostr: "e" }), 403);
  }));

test("so does an empty one: 503", () =>
  withNpmStart(["--var", "WECHAT_TOKEN:"], async (worker) => {
    for (const token of ["", "localdevelopmenttoken"]) {
      assertRefused(await get(worker, { token, echostr: "e" }), 503);
      assertRefused(await post(worker, message({ MsgType: "text", Content: "a" }), { token }), 503);
    }
  }));

test("the local database has its schema, which a second start finds in place", async () => {
  const state = mkdtempSync(`${tmpdir()}/wechat-edge-start-`);
  try {
    const first = await withNpmStart(["--persist-to", state], () => {});
    assert.match(first, /Bringing the local database up to date/);
    const applied = migrationsIn(`${state}/v3/d1/miniflare-D1DatabaseObject`);
    assert.deepEqual(applied, readdirSync(`${root}migrations`).sort());
    const second = await withNpmStart(["--persist-to", state], () => {});
    assert.doesNotMatch(second, /Bringing the local database up to date/);
  } finally {
    rmSync(state, { recursive: true });
  }
});

/** The migrations that the one database of a folder has seen. */
function migrationsIn(folder) {
  const [file, ...others] = readdirSync(folder).filter((name) => /^[0-9a-f]+\.sqlite$/.test(name));
  assert.deepEqual(others, []);
  const database = new DatabaseSync(`${folder}/${file}`, { readOnly: true });
  const rows = database.prepare("SELECT name FROM d1_migrations ORDER BY id").all();
  database.close();
  return rows.map(({ name }) => name);
}

/** Runs `test` beside `npm start`; gives back what that printed until it was ready. */
async function withNpmStart(args, test) {
  const port = `${await freePort()}`;
  const npm = spawn("npm", ["start", "--", "--port", port, "--inspector-port", "0", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(npm, "exit");
  try {
    const output = await ready(npm);
    await test({ url: `http://localhost:${port}` });
    return output;
  } finally {
    npm.kill();
    await exited;
  }
}

function ready(npm) {
  let output = "";
  return new Promise((resolve, reject) => {
    npm.on("exit", () => reject(new Error(`npm start ended:\n${output}`)));
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        if (output.includes("Ready on")) resolve(output);
      });
    }
  });
}
