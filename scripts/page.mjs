// The console's page, of src/console/page: bundled and minified into build/console, where the Worker
// takes it from (scripts/console.mjs). Files whose names begin with sign-in are for everybody.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, isUpToDate, packageProgram, pinnedNode } from "./tools.mjs";

const source = "src/console/page";
// What a browser of 2022 and later reads: WeChat's own on Android, too.
const target = "es2022,chrome107,safari16,firefox110";

/** Bundles it, if it is not up to date; throws a `Failure` that says what is wrong. */
export function buildPage(out = "build/console") {
  const sources = readdirSync(source).map((name) => join(source, name));
  // The last to be written, and the folder itself, which is newer where a source was taken away.
  const made = join(out, "sign-in.html");
  if (isUpToDate(made, source, ...sources, "scripts/page.mjs", "package-lock.json")) return;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  // What a screen needs comes with it. The form shares no file with the rest, which it may not have.
  bundle(out, ["page.js", "page.css"], "--splitting", "--chunk-names=[name]-[hash]");
  bundle(out, ["sign-in.js", "sign-in.css"]);
  for (const name of readdirSync(source)
    .filter((name) => /\.(html|svg)$/.test(name))
    .sort()) {
    writeFileSync(join(out, name), withPreloads(readFileSync(join(source, name), "utf8"), out));
  }
}

function bundle(out, names, ...options) {
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
