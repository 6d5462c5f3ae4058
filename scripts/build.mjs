// Builds the Worker: Rust to wasm, its JavaScript glue, then the wasm made smaller and faster.
// `wrangler deploy` runs this (see wrangler.toml), scripts/start.mjs while `npm start` runs.
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { packFiles } from "./files.mjs";
import { buildPages } from "./page.mjs";
import {
  cargo,
  ensureTools,
  foldersIn,
  isUpToDate,
  packageProgram,
  pinnedNode,
  run,
  step,
  wasmTarget,
} from "./tools.mjs";

// What rustc and wasm-bindgen emit today. Not --all-features: wasm-opt would then use encodings
// that the Workers runtime may not read yet.
const features = [
  "bulk-memory",
  "exception-handling",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "sign-ext",
];

// Tests build variants into folders of their own.
const out = process.env.WECHAT_EDGE_OUT ?? "build";
const cargoTarget = process.env.CARGO_TARGET_DIR ?? "target";
const cargoArguments = process.env.WECHAT_EDGE_CARGO?.split(" ") ?? [];

const compiled = `${cargoTarget}/${wasmTarget}/release/wechat_edge.wasm`;
// Steps in between stay out of build/: what is there is whole, and the last that was right.
const staging = `${cargoTarget}/glue`;
export const finished = `${out}/index_bg.wasm`;

/**
 * Builds what is not up to date, and throws a `Failure` that says what is wrong, leaving what was built
 * before. `onStart` gets each job that can be stopped; `afterGlue` is called when nothing but the Worker
 * itself is left to compile.
 */
export async function build({ onStart = () => {}, afterGlue = () => {} } = {}) {
  const [glue] = await step("Compiling to wasm", () =>
    Promise.all([ensureGlue(onStart).finally(afterGlue), compile(onStart)]),
  );
  const sources = ["scripts/build.mjs", "package-lock.json", glue];
  if (!isUpToDate(finished, compiled, ...sources)) {
    await step("Making the glue, optimising the wasm", () => {
      generateGlue(glue);
      optimise();
      cpSync(staging, out, { recursive: true });
    });
  }
  buildPages();
  packFiles(`${out}/page`);
  const wasm = readFileSync(finished);
  const sha256 = createHash("sha256").update(wasm).digest("hex");
  console.log(`${finished}: ${kib(wasm)}, ${kib(gzipSync(wasm, { level: 9 }))} as gzip`);
  console.log(`SHA-256 ${sha256}`);
  return sha256;
}

async function compile(onStart) {
  // What build.rs finds wrong in replies.toml and clients.toml, as it is to be shown.
  const mistakes = resolve(cargoTarget, "mistakes.txt");
  mkdirSync(cargoTarget, { recursive: true });
  rmSync(mistakes, { force: true });
  const settings = ["--release", "--lib", "--target", wasmTarget, "--locked"];
  try {
    await cargo(["build", ...settings, ...cargoArguments], {
      onStart,
      tell: (said) => console.log(said),
      env: {
        CARGO_ENCODED_RUSTFLAGS: [...(await remapped(onStart)), compact].join("\x1f"),
        WECHAT_EDGE_MISTAKES: mistakes,
      },
    });
  } catch (error) {
    const told = existsSync(mistakes) ? readFileSync(mistakes, "utf8").trim() : "";
    if (told !== "") error.message = told;
    throw error;
  }
}

/**
 * Nothing of whose machine it is compiled on: whoever builds the same source gets the same bytes. Our own
 * files need nothing, cargo names them as they are seen from Cargo.toml.
 */
async function remapped(onStart) {
  // The folders of the registries are there once the packages are.
  await cargo(["fetch", "--locked", "--target", wasmTarget], { onStart });
  const print = (...args) => spawnSync("rustc", args, { encoding: "utf8" }).stdout;
  const sysroot = print("--print", "sysroot").trim();
  const [, commit] = /^commit-hash: (.+)$/m.exec(print("-vV"));
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  return [
    ...foldersIn(join(cargoHome, "registry", "src")).map((folder) => [folder, "registry"]),
    [join(sysroot, "lib", "rustlib", "src", "rust"), `/rustc/${commit}`],
  ].map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}

// SHA-256 hashes a few short texts per sign-in: unrolled it would be seven times as large.
const compact = '--cfg=sha2_backend_soft="compact"';


/**
 * What makes the glue (scripts/glue), compiled when Cargo.lock or its source is another than before. Kept
 * apart from target/, so that nothing is asked of cargo while it compiles other things.
 */
async function ensureGlue(onStart) {
  const sources = ["Cargo.lock", "scripts/glue/Cargo.toml", "scripts/glue/src/main.rs"];
  const hash = createHash("sha256");
  for (const source of sources) hash.update(readFileSync(source));
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = `.tools/glue-${hash.digest("hex").slice(0, 16)}${suffix}`;
  if (!existsSync(program)) {
    await cargo(["build", "--locked", "--package", "glue", "--target-dir", "target"], { onStart });
    mkdirSync(dirname(program), { recursive: true });
    copyFileSync(`target/debug/glue${suffix}`, program);
    chmodSync(program, 0o755);
  }
  return program;
}

function generateGlue(glue) {
  rmSync(staging, { recursive: true, force: true });
  run(resolve(glue), compiled, staging);
  // To wrangler a plain import of a .wasm file is what others call a source phase import.
  const script = readFileSync(`${staging}/index.js`, "utf8");
  writeFileSync(`${staging}/index.js`, script.replace("import source ", "import "));
}

function optimise() {
  const wasm = `${staging}/index_bg.wasm`;
  const enabled = features.map((feature) => `--enable-${feature}`);
  run(
    pinnedNode(),
    packageProgram("binaryen", "wasm-opt"),
    ...[wasm, "-o", wasm, "-O3"],
    // By itself it inlines every function with one caller, such as AES and what is sealed: V8 then
    // compiles them all when the first message comes, also where none of it is needed.
    "--one-caller-inline-max-function-size=100",
    ...enabled,
  );
}

function kib(bytes) {
  return `${(bytes.length / 1024).toFixed(1)} KiB`;
}

// scripts/start.mjs has built already what wrangler is about to serve.
const isScript = import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href;
if (isScript && !process.env.WECHAT_EDGE_BUILT) {
  ensureTools();
  await build();
}
