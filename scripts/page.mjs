// The pages that the Worker serves, bundled and minified, where scripts/files.mjs takes them from: the
// console's into build/console, the sign-in's into build/login, and what draws that one in the Worker into
// build/render. Files of the console whose names begin with sign-in are for everybody.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, isUpToDate, packageProgram, pinnedNode } from "./tools.mjs";

const consoleSource = "src/console/page";
const loginSource = "src/login/page";
// What a browser of 2022 and later reads: WeChat's own on Android, too.
const target = "es2022,chrome107,safari16,firefox110";

/** Bundles what is not up to date; throws a `Failure` that says what is wrong. */
export function buildPages() {
  // The file that is named is the last to be written.
  whenChanged(consoleSource, "build/console", "sign-in.html", buildConsole);
  whenChanged(loginSource, "build/login", "page.css", (out) => bundle(loginSource, ["page.js", "page.css"], out));
  whenChanged(loginSource, "build/render", "render.js", (out) => bundle(loginSource, ["render.js"], out));
}

function whenChanged(source, out, made, build) {
  const sources = readdirSync(source).map((name) => join(source, name));
  // The folder itself, too, which is newer where a source was taken away.
  if (isUpToDate(join(out, made), source, ...sources, "scripts/page.mjs", "package-lock.json")) return;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  build(out);
}

function buildConsole(out) {
  // What a screen needs comes with it. The form shares no file with the rest, which it may not have.
  bundle(consoleSource, ["page.js", "page.css"], out, "--splitting", "--chunk-names=[name]-[hash]");
  bundle(consoleSource, ["sign-in.js", "sign-in.css"], out);
  for (const name of readdirSync(consoleSource)
    .filter((name) => /\.(html|svg)$/.test(name))
    .sort()) {
    writeFileSync(join(out, name), withPreloads(readFileSync(join(consoleSource, name), "utf8"), out));
  }
}

function bundle(source, names, out, ...options) {
  const entries = names.map((name) => join(source, name));
  const always = [
    "--bundle",
    "--minify",
    "--format=esm",
    `--target=${target}`,
    "--charset=utf8",
    "--legal-comments=none",
    "--log-level=warning",
  ];
  const args = [packageProgram("esbuild"), ...entries, ...always, ...options, `--outdir=${out}`];
  const { status, stderr } = spawnSync(pinnedNode(), args, { encoding: "utf8" });
  if (status !== 0) throw new Failure(stderr || "error: esbuild did not start: npm ci");
}

/** What page.js imports is asked for together with it, not only once it is there. */
function withPreloads(html, out) {
  const links = [...readFileSync(join(out, "page.js"), "utf8").matchAll(/(?:from|import)"\.\/([^"]+)"/g)];
  const preloads = links.map(([, name]) => `<link rel="modulepreload" href="/console/${name}">\n`).join("");
  return html.replace(/(?<=<script type="module" src="\/console\/page.js"><\/script>\n)/, preloads);
}
