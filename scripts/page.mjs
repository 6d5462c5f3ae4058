// The console's page, of src/console/page: bundled and minified into build/console, where the Worker
// takes it from (scripts/console.mjs). Files whose names begin with sign-in are for everybody.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure, packageProgram, pinnedNode } from "./tools.mjs";

const source = "src/console/page";
// What a browser of 2022 and later reads: WeChat's own on Android, too.
const target = "es2022,chrome107,safari16,firefox110";

/** Bundles it; throws a `Failure` that says what is wrong. */
export function buildPage(out = "build/console") {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const entries = ["page.js", "page.css", "sign-in.js", "sign-in.css"].map((name) => join(source, name));
  const { status, stderr } = spawnSync(
    pinnedNode(),
    [packageProgram("esbuild"), ...entries, "--bundle", "--minify", "--format=esm", `--target=${target}`, "--charset=utf8", "--legal-comments=none", "--log-level=warning", `--outdir=${out}`],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Failure(stderr || "error: esbuild did not start: npm ci");
  for (const name of readdirSync(source).filter((name) => /\.(html|svg)$/.test(name))) copyFileSync(join(source, name), join(out, name));
}
