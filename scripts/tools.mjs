// The tools that everything here stands on: where they are, how they are run, how a missing one gets
// installed. Runs on the user's own Node (>= 20) and before any package is installed: no dependencies.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { setPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

export const wasmTarget = "wasm32-unknown-unknown";
const isWindows = process.platform === "win32";

/** Something that the user must put right: its message says it all, no stack is wanted. */
export class Failure extends Error {}

/** Runs a script to its end: a `Failure` is told as it is, and ends it with status 1. */
export async function main(script) {
  try {
    await script();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Does one named part of the work and prints how long it took. */
export async function step(name, work) {
  console.log(`» ${name}`);
  const start = performance.now();
  const result = await work();
  console.log(`  ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
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
export async function run(command, args, options) {
  const { code } = await start(command, args, { detached: false, ...options }).ended;
  if (code !== 0) throw new Failure(`error: ${command} failed, see above`);
}

// What cargo says of its progress, as opposed to what it found.
const progress =
  /^\s+(Adding|Blocking|Building|Checking|Compiling|Dirty|Downloaded|Downloading|Finished|Fresh|Locking|Running|Updating)\b/;

/**
 * Runs cargo: progress is one line that comes and goes on a terminal, and nothing elsewhere. What the
 * compiler says goes to `tell` if all goes well, and is thrown if not.
 */
export async function cargo(args, { tell = () => {}, onStart = () => {}, ...options } = {}) {
  const isTerminal = process.stdout.isTTY && !options.quiet;
  const colour = process.stdout.isTTY ? "always" : "auto";
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
    } else if (isTerminal) {
      if (/^\s+Compiling/.test(plain)) units += 1;
      process.stdout.write(`\r\x1b[2K  ${plain.trim().slice(0, 60)} (${units})`);
    }
  };
  job.child.stderr.setEncoding("utf8").on("data", (text) => {
    const lines = (unfinished + text).split(/\r?\n/);
    unfinished = lines.pop();
    lines.forEach(take);
  });
  const { code, signal } = await job.ended;
  if (unfinished !== "") take(unfinished);
  if (isTerminal) process.stdout.write("\r\x1b[2K");
  if (code !== 0) throw Object.assign(new Failure(said.trim()), { signal });
  if (said.trim() !== "") tell(said.trim());
}

export function stripColour(text) {
  return text.replace(/\x1b\[[0-9;]*m/g, "");
}

/** The npm packages, unless they are those of package-lock.json already. */
export async function ensurePackages() {
  if (isUpToDate("node_modules/.package-lock.json", "package-lock.json")) return;
  await step("Installing the npm packages", () =>
    // By the shell: on Windows npm is a script. --ignore-scripts also stands in .npmrc: the packages
    // are what package-lock.json has the hashes of, and nothing that one of them would fetch itself.
    run("npm ci --ignore-scripts --loglevel=error", [], { shell: true }),
  );
}

/** The standard library for wasm32, where rustup did not install it as rust-toolchain.toml says. */
export async function ensureWasmTarget() {
  const { error, stdout } = spawnSync("rustc", ["--print", "target-libdir", "--target", wasmTarget], {
    encoding: "utf8",
  });
  if (error) throw new Failure(`error: ${startError("rustc", error)}`);
  if (existsSync(stdout.trim())) return;
  await step(`Adding the Rust target ${wasmTarget}`, () => run("rustup", ["target", "add", wasmTarget]));
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
  if (error.code !== "ENOENT") return `${command}: ${error.message}`;
  const isRust = ["cargo", "rustc", "rustup"].includes(command);
  return `${command} was not found; ${isRust ? "install Rust with rustup first: https://rustup.rs" : "is it installed?"}`;
}
