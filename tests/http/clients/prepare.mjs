// Makes the clients that are not JavaScript's, into .tools/: by itself for .ci/run and whoever wants them, and
// says for the tests where they are. They take two minutes, and a network, once.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const here = "tests/http/clients";
const hash = (...files) => files.reduce((hash, file) => hash.update(readFileSync(`${root}${here}/${file}`)), createHash("sha256")).digest("hex").slice(0, 16);

const python = `${root}.tools/authlib-${hash("requirements.txt")}`;
const rust = `${root}.tools/openidconnect-${hash("openidconnect/Cargo.lock", "openidconnect/src/main.rs")}`;

/** The command of each. */
export const programs = {
  authlib: [`${python}/bin/python`, `${root}${here}/authlib_client.py`],
  openidconnect: [`${rust}/bin/openidconnect-client`],
};

const isThere = (name) => existsSync(programs[name][0]);

/** For `test`: why it is not run, or false. */
export function skip(name) {
  if (isThere(name)) return false;
  const missing = `NOT TESTED: ${name} is not there. Make it: node ${here}/prepare.mjs`;
  if (process.env.WECHAT_EDGE_OTHER_CLIENTS === "required") throw new Error(missing);
  return missing;
}

function prepare() {
  if (!isThere("authlib")) {
    // A half made one is none.
    run("python3", "-m", "venv", "--clear", python);
    const made = run(`${python}/bin/python`, "-m", "pip", "install", "--quiet", "--no-deps", "--requirement", `${here}/requirements.txt`);
    if (!made) rmSync(python, { recursive: true });
  }
  if (!isThere("openidconnect")) {
    run("cargo", "install", "--debug", "--locked", "--config", "profile.dev.debug=false", "--path", `${here}/openidconnect`, "--target-dir", "target", "--root", rust);
  }
  const missing = Object.keys(programs).filter((name) => !isThere(name));
  console.log(missing.length === 0 ? "The other clients are there." : `Not there: ${missing.join(", ")}`);
  process.exitCode = missing.length;
}

function run(...[program, ...args]) {
  return spawnSync(program, args, { cwd: root, stdio: "inherit" }).status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
