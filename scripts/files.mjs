// Files that browsers get, as modules of the Worker: src/console/README.md, "The page's files".
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { Failure } from "./tools.mjs";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/**
 * Packs the files of `build/console` and `build/login` into modules in `to`, each folder's in a map of its
 * own, and lays what draws the sign-in page beside them. What is right already is left, for builds that run
 * beside each other.
 */
export function packFiles(to) {
  const modules = new Map();
  const maps = ["console", "login"].map((folder) => pack(folder, modules));
  const imports = maps.map((map) => map.imports).join("");
  modules.set("files.js", Buffer.from(`${imports}${maps.map((map) => map.entries).join("")}`));
  modules.set("render.js", readFileSync("build/render/render.js"));

  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(to)) if (!modules.has(name)) rmSync(join(to, name), { recursive: true });
  for (const [name, bytes] of modules) {
    const file = join(to, name);
    if (!existsSync(file) || !readFileSync(file).equals(bytes)) writeFileSync(file, bytes);
  }
}

/** Adds a module for each file of a folder of build/; gives back the lines that name them. */
function pack(folder, modules) {
  const from = join("build", folder);
  // Sorted, so that the same files make the same bytes.
  const names = existsSync(from) ? readdirSync(from).sort() : [];
  const lines = names.map((name, at) => {
    const type = types[extname(name)];
    if (type === undefined || !/^[\w.-]+$/.test(name)) throw new Failure(`${join(from, name)} is no file that the Worker can serve`);
    // wrangler takes `.bin` for data: V8 has nothing to read in it. zlib writes no time into it.
    const module = `${folder}-${name}.bin`;
    modules.set(module, gzipSync(readFileSync(join(from, name)), { level: 9 }));
    return {
      import: `import ${folder}${at} from "./${module}";\n`,
      entry: `  [${JSON.stringify(name)}, { type: ${JSON.stringify(type)}, gzip: ${folder}${at} }],\n`,
    };
  });
  return {
    imports: lines.map((line) => line.import).join(""),
    entries: `export const ${folder}Files = new Map([\n${lines.map((line) => line.entry).join("")}]);\n`,
  };
}
