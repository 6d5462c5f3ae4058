// Builds the Worker another way than the one that is deployed, into a folder of its own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Builds it with these environment variables, from the project or a copy of it; gives back the folder,
 * for `start`.
 */
export function build(name, environment, source = root) {
  const folder = `${root}build/${name}`;
  shareDependencies(name);
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
  for (const script of readdirSync(`${source}/src`).filter((name) => name.endsWith(".js"))) {
    const text = readFileSync(`${source}/src/${script}`, "utf8");
    writeFileSync(`${folder}/${script}`, text.replaceAll('"../build/', '"./'));
  }
  return folder;
}

/** A copy of the project in `build/`, with other files in the place of some of its own. */
export function project(name, replaced) {
  const folder = `${root}build/${name}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = ["src", "scripts", "tests", "Cargo.toml", "Cargo.lock", "build.rs", "clippy.toml", "README.md"];
  for (const file of [...files, "replies.toml", "package.json", "package-lock.json", "rust-toolchain.toml"]) {
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

/** What the deployed build has compiled of the crates it depends on is good for a variant, too. */
function shareDependencies(name) {
  if (existsSync(`${root}target/${name}`)) return;
  for (const part of ["release", "wasm32-unknown-unknown/release"]) {
    const [from, to] = [`${root}target/${part}`, `${root}target/${name}/${part}`];
    if (existsSync(from)) cpSync(from, to, { recursive: true, preserveTimestamps: true });
  }
}
