// Builds the Worker another way than the one that is deployed, into a folder of its own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Builds it with these environment variables; gives back the folder, for `start`. */
export function build(name, environment) {
  const folder = `build/${name}`;
  shareDependencies(name);
  const { status, stdout, stderr } = spawnSync("node", ["scripts/build.mjs"], {
    cwd: root,
    encoding: "utf8",
    // A target directory of its own: this must not undo what the deployed build has cached.
    env: {
      ...process.env,
      CARGO_TARGET_DIR: `target/${name}`,
      WECHAT_EDGE_OUT: folder,
      ...environment,
    },
  });
  assert.equal(status, 0, stdout + stderr);
  // workerd takes the modules as they are: no bundler in between.
  const entry = readFileSync(`${root}src/entry.js`, "utf8");
  writeFileSync(`${root}${folder}/entry.js`, entry.replace("../build/index.js", "./index.js"));
  return `${root}${folder}`;
}

/** What the deployed build has compiled of the crates it depends on is good for a variant, too. */
function shareDependencies(name) {
  if (existsSync(`${root}target/${name}`)) return;
  for (const part of ["release", "wasm32-unknown-unknown/release"]) {
    const [from, to] = [`${root}target/${part}`, `${root}target/${name}/${part}`];
    if (existsSync(from)) cpSync(from, to, { recursive: true, preserveTimestamps: true });
  }
}
