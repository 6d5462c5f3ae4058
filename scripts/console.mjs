// The console's page as modules of the Worker: src/console/README.md, "The page's files".
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

/** Packs the files of `from` into modules in `to`; what is right already is left, for builds that run beside each other. */
export function packConsole(from, to) {
  // Sorted, so that the same files make the same bytes.
  const names = existsSync(from) ? readdirSync(from).sort() : [];
  const modules = new Map();
  const lines = names.map((name, at) => {
    const type = types[extname(name)];
    if (type === undefined || !/^[\w.-]+$/.test(name)) throw new Failure(`${join(from, name)} is no file that the console can serve`);
    // wrangler takes `.bin` for data: V8 has nothing to read in it. zlib writes no time into it.
    modules.set(`${name}.bin`, gzipSync(readFileSync(join(from, name)), { level: 9 }));
    return {
      import: `import file${at} from "./${name}.bin";`,
      entry: `  [${JSON.stringify(name)}, { type: ${JSON.stringify(type)}, gzip: file${at} }],`,
    };
  });
  const imports = lines.map((line) => line.import).join("\n");
  const entries = lines.map((line) => line.entry).join("\n");
  modules.set("files.js", Buffer.from(`${imports}\nexport const files = new Map([\n${entries}\n]);\n`));

  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(to)) if (!modules.has(name)) rmSync(join(to, name), { recursive: true });
  for (const [name, bytes] of modules) {
    const file = join(to, name);
    if (!existsSync(file) || !readFileSync(file).equals(bytes)) writeFileSync(file, bytes);
  }
}
