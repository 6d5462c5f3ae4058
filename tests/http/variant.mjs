// Builds the Worker another way than the one that is deployed, into a folder of its own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { parse } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { seedTarget } from "../../scripts/seed-target.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Builds it with these environment variables, from the project or a copy of it; gives back the folder,
 * for `start`.
 */
export function build(name, environment, source = root) {
  const release = alone(name);
  try {
    return buildAlone(name, environment, source);
  } finally {
    release();
  }
}

/** With every kind of rule, and with clients that sign visitors in: one build for two topics. */
export function everything() {
  return build("everything", {
    WECHAT_EDGE_REPLIES: "tests/http/everything.toml",
    WECHAT_EDGE_CLIENTS: "tests/http/login-clients.toml",
  });
}

function buildAlone(name, environment, source) {
  const folder = `${root}build/${name}`;
  seedTarget(name, root);
  const { status, stdout, stderr } = spawnSync("node", ["scripts/build.mjs"], {
    cwd: source,
    encoding: "utf8",
    // A target directory of its own: this must not undo what the deployed build has cached.
    env: {
      ...process.env,
      CARGO_TARGET_DIR: `${root}target/${name}`,
      WECHAT_EDGE_OUT: folder,
      ...environment,
    },
  });
  assert.equal(status, 0, stdout + stderr);
  // workerd takes what was built as it is; only the scripts of src/ are put into one.
  const { outputFiles: [script] } = buildSync({
    entryPoints: [`${source}/src/entry.js`],
    bundle: true,
    format: "esm",
    write: false,
    // What is external is also looked for as seen from here, where the project's own folder may be called build.
    absWorkingDir: parse(root).root,
    external: ["cloudflare:*", "../build/*", "../../build/*", "../../../build/*"],
  });
  writeFileSync(`${folder}/entry.js`, script.text.replaceAll(/"(?:\.\.\/)+build\//g, '"./'));
  return folder;
}

/** A copy of the project in `build/`, with other files in the place of some of its own. */
export function project(name, replaced) {
  const folder = `${root}build/${name}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = ["src", "scripts", "tests", "Cargo.toml", "Cargo.lock", "build.rs", "clippy.toml", "README.md"];
  for (const file of [...files, "replies.toml", "clients.toml", "package.json", "package-lock.json", "rust-toolchain.toml"]) {
    // The build looks at times to see what is up to date.
    cpSync(`${root}${file}`, `${folder}/${file}`, {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => !path.includes("/fuzz"),
    });
  }
  for (const link of ["node_modules", ".tools"]) symlinkSync(`${root}${link}`, `${folder}/${link}`, "junction");
  for (const [file, text] of Object.entries(replaced)) writeFileSync(`${folder}/${file}`, text);
  return folder;
}

/** Keeps test files that run beside each other from making the same variant at once. */
function alone(name) {
  mkdirSync(`${root}build`, { recursive: true });
  const [lock, mine] = [`${root}build/${name}.lock`, `${root}build/${name}.${process.pid}`];
  writeFileSync(mine, String(process.pid));
  for (;;) {
    try {
      linkSync(mine, lock);
      rmSync(mine);
      return () => rmSync(lock);
    } catch ({ code }) {
      assert.equal(code, "EEXIST");
    }
    if (!isAlive(lock)) rmSync(lock, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

/** Whether who took a lock still runs: it may have been stopped in the middle. */
function isAlive(lock) {
  try {
    return process.kill(Number(readFileSync(lock, "utf8")), 0);
  } catch ({ code }) {
    return code === "ENOENT" ? true : code !== "ESRCH";
  }
}
