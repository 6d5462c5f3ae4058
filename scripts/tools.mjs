// The tools the build stands on: how they are run, and how a missing one gets installed.
// Runs on the user's own Node (>= 20) and before any package is installed: no dependencies.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

// wrangler wants a newer Node than the user may have; the one in node_modules comes first.
process.env.PATH = join(root, "node_modules", ".bin") + delimiter + process.env.PATH;

/** Runs a command, its output going to the terminal; ends the script if it fails. */
export function run(command, ...args) {
  const { error, status } = spawnSync(command, args, { stdio: "inherit" });
  if (error?.code === "ENOENT") fail(missing(command));
  if (error) fail(`${command}: ${error.message}`);
  if (status !== 0) fail(`${command} failed, see above`);
}

/** Does one named part of the work and prints how long it took. */
export function step(name, work) {
  console.log(`» ${name}`);
  const start = performance.now();
  work();
  console.log(`  ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** Whether a file is there and at least as new as those it was made from. */
export function isUpToDate(file, ...sources) {
  const modified = (path) => statSync(path).mtimeMs;
  return existsSync(file) && sources.every((source) => modified(source) <= modified(file));
}

/** Ends the script for a reason. */
export function fail(reason) {
  console.error(`error: ${reason}`);
  process.exit(1);
}

/** Installs what is missing; takes a moment where nothing is. */
export function ensureTools() {
  ensurePackages();
  return { target: ensureWasmTarget(), wasmBindgen: ensureWasmBindgen() };
}

/** The npm packages, unless they are those of package-lock.json already. */
function ensurePackages() {
  if (isUpToDate("node_modules/.package-lock.json", "package-lock.json")) return;
  // At log level "error": npm would warn that wrangler wants a newer Node, which is what we install.
  step("Installing the npm packages", () => run("npm", "ci", "--loglevel=error"));
}

/** The standard library for wasm32, which rustup does not install by itself. */
function ensureWasmTarget() {
  const target = "wasm32-unknown-unknown";
  const { error, stdout } = spawnSync("rustc", ["--print", "target-libdir", "--target", target], {
    encoding: "utf8",
  });
  if (error) fail(missing("rustc"));
  if (!existsSync(stdout.trim())) {
    step(`Adding the Rust target ${target}`, () => run("rustup", "target", "add", target));
  }
  return target;
}

/**
 * wasm-bindgen in the version that Cargo.lock names, since it refuses every other one. From source,
 * because release pages are out of reach for some users; not optimised, which compiles three times
 * faster, and it still takes less than a second for a wasm of our size.
 */
function ensureWasmBindgen() {
  const [, version] = /name = "wasm-bindgen"\nversion = "(.+)"/.exec(readFileSync("Cargo.lock", "utf8"));
  const folder = `.tools/wasm-bindgen-${version}`;
  const binary = `${folder}/bin/wasm-bindgen`;
  if (!existsSync(binary)) {
    const program = ["wasm-bindgen-cli", "--version", version, "--bin", "wasm-bindgen"];
    const profile = ["--debug", "--config", "profile.dev.debug=false"];
    // Without --locked: a registry mirror may lack one of the exact versions that asks for.
    step(`Compiling wasm-bindgen ${version} (once, some minutes)`, () =>
      run("cargo", "install", ...program, ...profile, "--root", folder),
    );
  }
  return binary;
}

function missing(command) {
  const isRust = ["cargo", "rustc", "rustup"].includes(command);
  return `${command} was not found; ${isRust ? "install Rust with rustup first" : "is it installed?"}`;
}
