// Builds the Worker another way than the one that is deployed, into a folder of its own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Builds it with these environment variables, from the project or a copy of it; gives back the folder,
 * for `start`.
 */
export function build(name, environment, source = root) {
  const folder = `${root}build/${name}`;
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
  // workerd takes the modules as they are: no bundler in between.
  const entry = readFileSync(`${source}/src/entry.js`, "utf8");
  writeFileSync(`${folder}/entry.js`, entry.replace("../build/index.js", "./index.js"));
  return folder;
}
