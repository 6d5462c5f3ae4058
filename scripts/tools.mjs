// The tools that everything here stands on: where they are, how they are run, how a missing one gets
// installed. Runs on the user's own Node (>= 20) and before any package is installed: no dependencies.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, setPriority } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tr } from "./language.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

// Programs of the npm packages, the Node that wrangler wants among them, come first.
process.env.PATH = join(root, "node_modules", ".bin") + delimiter + process.env.PATH;

export const wasmTarget = "wasm32-unknown-unknown";
const isWindows = process.platform === "win32";

/** Something that the user must put right: its message says it all, no stack is wanted. */
export class Failure extends Error {}

process.on("uncaughtException", (error) => {
  console.error(error instanceof Failure ? error.message : error);
  process.exit(1);
});

/** Ends what is going on, for a reason. */
export function fail(reason) {
  throw new Failure(`error: ${reason}`);
}

const isTerminal = process.stdout.isTTY;

/** Does one named part of the work and prints how long it took. */
export async function step(name, work) {
  const start = performance.now();
  passing(`» ${name} …`);
  const result = await work();
  passing("");
  console.log(`» ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

/** A line that the next one takes the place of, where there is a terminal. */
function passing(line) {
  if (isTerminal) process.stdout.write(`\r\x1b[2K${line}`);
}

/** Whether a file is there and at least as new as those it was made from. */
export function isUpToDate(file, ...sources) {
  const modified = (path) => statSync(path).mtimeMs;
  return existsSync(file) && sources.every((source) => modified(source) <= modified(file));
}

/**
 * Starts a command in a group of its own, so that `stop` ends it with all that it has started, and
 * Ctrl-C is ours to handle. `niceness` lets other work go first.
 */
export function start(command, args, { niceness = 0, ...options } = {}) {
  const child = spawn(command, args, { stdio: "inherit", detached: !isWindows, ...options });
  const ended = new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Failure(`error: ${startError(command, error)}`)));
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  // Who asks for it gets it; not to ask is no fault.
  ended.catch(() => {});
  if (niceness > 0 && child.pid !== undefined) {
    try {
      setPriority(child.pid, niceness);
    } catch {
      // It has ended already.
    }
  }
  return { child, ended, stop: (signal = "SIGTERM") => stop(child, signal) };
}

function stop(child, signal) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (isWindows) {
    spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Runs a command to its end, its output going to the terminal; throws if it fails. */
export function run(command, ...args) {
  check(command, spawnSync(command, args, { stdio: "inherit" }));
}

function check(command, { error, status }) {
  if (error) fail(startError(command, error));
  if (status !== 0) fail(`${command} failed, see above`);
}

// What cargo says of its progress, as opposed to what it found.
const progress =
  /^\s+(Adding|Blocking|Building|Checking|Compiling|Dirty|Downloaded|Downloading|Finished|Fresh|Locking|Running|Updating)\b/;

/**
 * Runs cargo: progress is one line that comes and goes on a terminal, and nothing elsewhere. What the
 * compiler says goes to `tell` if all goes well, and is thrown if not.
 */
export async function cargo(args, { tell = () => {}, onStart = () => {}, ...options } = {}) {
  const colour = isTerminal ? "always" : "auto";
  const job = start("cargo", args, {
    stdio: ["ignore", "inherit", "pipe"],
    ...options,
    env: { CARGO_TERM_COLOR: colour, ...process.env, ...options.env, CARGO_TERM_PROGRESS_WHEN: "never" },
  });
  onStart(job);
  let [unfinished, said] = ["", ""];
  let units = 0;
  const take = (line) => {
    const plain = stripColour(line);
    if (!progress.test(plain)) {
      said += `${line}\n`;
    } else if (!options.quiet) {
      if (/^\s+Compiling/.test(plain)) units += 1;
      passing(`  ${plain.trim().slice(0, 60)} (${units})`);
    }
  };
  job.child.stderr.setEncoding("utf8").on("data", (text) => {
    const lines = (unfinished + text).split(/\r?\n/);
    unfinished = lines.pop();
    lines.forEach(take);
  });
  const { code, signal } = await job.ended;
  if (unfinished !== "") take(unfinished);
  if (!options.quiet) passing("");
  if (code !== 0) throw Object.assign(new Failure(withoutFrame(said)), { signal });
  if (said.trim() !== "") tell(said.trim());
}

/** What cargo says, without what it says around it: of which package it is, and that it gives up. */
function withoutFrame(said) {
  return said
    .split("\n")
    .filter((line) => !/^(error: (could not compile|build script logged errors)|warning: build failed)/.test(stripColour(line)))
    .map((line) => (/^error: wechat-edge@[^:]+: /.test(stripColour(line)) ? stripColour(line).replace(/^error: \S+: /, "") : line))
    .join("\n")
    .trim();
}

function stripColour(text) {
  return text.replace(/\x1b\[[0-9;]*m/g, "");
}

/** Installs what is missing; takes a moment where nothing is. */
export function ensureTools() {
  ensureRust();
  ensurePackages();
  ensureWasmTarget();
}

/** Rust, which the machines of Cloudflare's Workers Builds may not have; elsewhere it is the user's to install. */
function ensureRust() {
  if (spawnSync("cargo", ["--version"], { stdio: "ignore" }).status === 0) return;
  if (!process.env.WORKERS_CI) fail(missing("cargo"));
  console.log("» Installing Rust");
  const rustup = "curl --proto =https --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --default-toolchain none";
  run("sh", "-c", rustup);
  process.env.PATH = join(homedir(), ".cargo", "bin") + delimiter + process.env.PATH;
}

/** The npm packages, unless they are those of package-lock.json already. */
function ensurePackages() {
  if (isUpToDate("node_modules/.package-lock.json", "package-lock.json")) return;
  console.log("» Installing the npm packages");
  // By the shell: on Windows npm is a script. --ignore-scripts also stands in .npmrc: what
  // package-lock.json has the hashes of is all there is, and no package fetches anything itself.
  const command = "npm ci --ignore-scripts --loglevel=error";
  check("npm ci", spawnSync(command, { stdio: "inherit", shell: true }));
}

/** The standard library for wasm32, where rustup did not install it as rust-toolchain.toml says. */
function ensureWasmTarget() {
  const { error, stdout } = spawnSync("rustc", ["--print", "target-libdir", "--target", wasmTarget], {
    encoding: "utf8",
  });
  if (error) fail(startError("rustc", error));
  if (existsSync(stdout.trim())) return;
  console.log(`» Adding the Rust target ${wasmTarget}`);
  run("rustup", "target", "add", wasmTarget);
}

/** Runs wrangler to its end, with what is built already; gives back how it ended. */
export function wrangler(args, options) {
  const { error, ...result } = spawnSync(pinnedNode(), [packageProgram("wrangler"), ...args], {
    encoding: "utf8",
    ...options,
    env: { ...process.env, WECHAT_EDGE_BUILT: "1", ...options.env },
  });
  if (error) fail(startError("wrangler", error));
  return result;
}

/**
 * The Node that wrangler runs on: the one among the npm packages, since the user's own may be too old.
 * Its hash is in package-lock.json, as that of all packages.
 */
export function pinnedNode() {
  const require = createRequire(import.meta.url);
  const packages = Object.keys(JSON.parse(readFileSync("package.json", "utf8")).optionalDependencies);
  for (const name of packages) {
    const folder = join("node_modules", name);
    if (!existsSync(folder)) continue;
    const { bin } = require(join(root, folder, "package.json"));
    return join(root, folder, bin.node);
  }
  // A system that there is no package for: wrangler says if this one is too old.
  return process.execPath;
}

/** The arguments for Node to run the program of an npm package. */
export function packageProgram(name, program = name) {
  const { bin } = JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8"));
  return join(root, "node_modules", name, bin[program]);
}

/** The names of the folders in a folder; none where it does not exist. */
export function foldersIn(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function startError(command, error) {
  return error.code === "ENOENT" ? missing(command) : `${command}: ${error.message}`;
}

function missing(command) {
  const isRust = ["cargo", "rustc", "rustup"].includes(command);
  const remedy = isRust
    ? tr("install Rust with rustup first: https://rustup.rs", "请先用 rustup 安装 Rust：https://rustup.rs")
    : tr("is it installed?", "是否已安装？");
  return tr(`${command} was not found; ${remedy}`, `找不到 ${command}；${remedy}`);
}
