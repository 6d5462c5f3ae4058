// Builds the Worker: Rust to wasm, its JavaScript glue, then the wasm made smaller and faster.
// `wrangler dev` and `wrangler deploy` run this too (see wrangler.toml).
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { ensureTools, isUpToDate, run, step } from "./tools.mjs";

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

const { target, wasmBindgen } = ensureTools();

// Tests build variants into folders of their own.
const out = process.env.WECHAT_EDGE_OUT ?? "build";
const cargoTarget = process.env.CARGO_TARGET_DIR ?? "target";
const cargoArguments = process.env.WECHAT_EDGE_CARGO?.split(" ") ?? [];

const compiled = `${cargoTarget}/${target}/release/wechat_edge.wasm`;
// Steps in between stay out of build/, which `wrangler dev` watches.
const staging = `${cargoTarget}/wasm-bindgen`;
const finished = `${out}/index_bg.wasm`;

step("Compiling to wasm", () => {
  run("cargo", "build", "--release", "--lib", "--target", target, "--locked", ...cargoArguments);
});

if (!isUpToDate(finished, compiled, "scripts/build.mjs", "package-lock.json")) {
  step("Generating the JavaScript glue", generateGlue);
  step("Optimising the wasm", optimise);
  cpSync(staging, out, { recursive: true });
}

const wasm = readFileSync(finished);
console.log(`${finished}: ${kib(wasm)}, ${kib(gzipSync(wasm, { level: 9 }))} as gzip`);

function generateGlue() {
  run(
    wasmBindgen,
    compiled,
    ...["--out-dir", staging, "--out-name", "index", "--target", "module", "--no-typescript"],
    // These two let the Worker start over after a panic.
    "--experimental-reset-state-function",
    "--force-enable-abort-handler",
  );
  // To wrangler a plain import of a .wasm file is what others call a source phase import.
  const glue = readFileSync(`${staging}/index.js`, "utf8");
  writeFileSync(`${staging}/index.js`, glue.replace("import source ", "import "));
}

function optimise() {
  const wasm = `${staging}/index_bg.wasm`;
  run("wasm-opt", wasm, "-o", wasm, "-O3", ...features.map((feature) => `--enable-${feature}`));
}

function kib(bytes) {
  return `${(bytes.length / 1024).toFixed(1)} KiB`;
}
