// `npm run verify`: whether what is deployed is what this clone builds, module by module. Needs an API
// token that may read Workers, CLOUDFLARE_API_TOKEN, and CLOUDFLARE_ACCOUNT_ID. Changes nothing.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure, fail } from "./tools.mjs";

const { CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_ACCOUNT_ID: account, CLOUDFLARE_API_BASE_URL: base } = process.env;
if (!token || !account) fail("CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID are not set");
const [, configured] = /^name = "(.+)"$/m.exec(readFileSync("wrangler.toml", "utf8"));
const name = process.argv[2] ?? configured;

const built = modulesIn("build/dist");
const deployed = await fetchModules();
let differ = 0;
for (const module of new Set([...built.keys(), ...deployed.keys()])) {
  const [ours, theirs] = [built.get(module), deployed.get(module)];
  const isSame = ours === theirs;
  if (!isSame) differ += 1;
  console.log(`${isSame ? "same   " : "DIFFERS"} ${module}`);
  console.log(`        deployed ${theirs ?? "not there"}`);
  if (!isSame) console.log(`        built    ${ours ?? "not there"}`);
}
if (differ > 0) throw new Failure(`error: ${name} is another than what is built here, of this source and these replies`);

/** SHA-256 by name, of what `npm run bundle` has left. */
function modulesIn(folder) {
  const all = readdirSync(folder).filter((file) => /\.(bin|js|wasm)$/.test(file));
  if (!all.includes("entry.js")) fail(`there is nothing in ${folder}: npm run bundle`);
  // wrangler leaves what an earlier bundle had.
  const entry = readFileSync(join(folder, "entry.js"), "utf8");
  const files = all.filter((file) => !file.endsWith(".bin") || entry.includes(`"./${file}"`));
  return new Map(files.map((file) => [file, sha256(readFileSync(join(folder, file)))]));
}

async function fetchModules() {
  const url = `${base ?? "https://api.cloudflare.com/client/v4"}/accounts/${account}/workers/scripts/${name}/content/v2`;
  const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok) fail(`Cloudflare answers ${response.status} for ${url}`);
  const modules = new Map();
  for (const [module, content] of await response.formData()) {
    const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(await content.arrayBuffer());
    modules.set(basename(module), sha256(bytes));
  }
  return modules;
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
