// Starts a Worker in workerd, the runtime it gets in production: the one that `npm run bundle` left in
// build/dist, the very files a deployment uploads, or a variant of it (variant.mjs).
//
// The tests know the replies and the handler that ship. Where the owner has others they ask a variant with
// those that ship, so that what else they promise is still seen to hold.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import workerdPackage from "workerd";
import { build, project } from "./variant.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const dist = `${root}build/dist`;
const [, compatibilityDate] = /^compatibility_date = "(.+)"$/m.exec(read("wrangler.toml"));
const shipped = Object.fromEntries(
  [
    ["replies.toml", "tests/shipped/replies.toml"],
    ["clients.toml", "tests/shipped/clients.toml"],
    ["src/handler.rs", "tests/shipped/handler.rs"],
  ].map(([file, original]) => [file, read(original)]),
);
const isShipped = Object.entries(shipped).every(([file, original]) => read(file) === original);
let count = 0;

function read(file) {
  return readFileSync(`${root}${file}`, "utf8").replaceAll("\r\n", "\n");
}

/**
 * Starts a Worker on a free port of this machine.
 * @param {Record<string, string>} variables its secrets and variables
 * @param {string} folder where its modules are
 * @param {object} besides what stands around it (stores.mjs, login.mjs): bindings, services, sockets, workers;
 *   `http`, options of its socket; `objects`, the classes of its Durable Objects, kept on the disk `objects`
 */
export async function start(variables, folder = isShipped ? dist : edited(), besides = {}) {
  assert(existsSync(`${folder}/index_bg.wasm`), "there is no bundle yet: run `npm run bundle`");
  count += 1;
  const config = `${folder}/test-${process.pid}-${count}.capnp`;
  writeFileSync(config, capnp(variables, folder, besides));

  const workerd = spawn(
    workerdPackage.default,
    // --verbose: without it, console.log and the like are dropped.
    ["serve", config, "--verbose", "--control-fd=3", ...(besides.services ? ["--experimental"] : [])],
    { stdio: ["ignore", "pipe", "pipe", "pipe"] },
  );
  const exited = once(workerd, "exit");
  let log = "";
  for (const stream of [workerd.stdout, workerd.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (log += text));
  }
  const sockets = 1 + (besides.sockets ?? []).length;
  const ports = await Promise.race([listening(workerd.stdio[3], sockets), exited.then(() => undefined)]);
  rmSync(config);
  assert(ports, `workerd did not start:\n${log}`);

  return {
    url: `http://127.0.0.1:${ports.http}`,
    ports,
    pid: workerd.pid,
    /** What the Worker has logged so far. */
    log: () => log,
    /** Waits until the log, from a position on, matches a pattern; gives back that part of it. */
    async logged(pattern, from = 0) {
      for (let tries = 0; tries < 500; tries += 1) {
        if (pattern.test(log.slice(from))) return log.slice(from);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      assert.fail(`the log does not match ${pattern}:\n${log.slice(from)}`);
    },
    async stop() {
      workerd.kill();
      await exited;
    },
  };
}

// With the same rules as those of the files above; made once in a run of a test file.
let asShipped;
const edited = () => (asShipped ??= build("shipped", {}, project("shipped-source", shipped)));

/** Runs `test` with a Worker of its own. */
export async function withWorker(variables, test) {
  const worker = await start(variables);
  try {
    return await test(worker);
  } finally {
    await worker.stop();
  }
}

/** The port of each socket, once all are there. */
async function listening(control, sockets) {
  const ports = {};
  for await (const line of createInterface({ input: control })) {
    const { event, socket, port } = JSON.parse(line);
    if (event === "listen") ports[socket] = port;
    if (Object.keys(ports).length === sockets) return ports;
  }
}

function capnp(variables, folder, { bindings: more = [], services = [], sockets = [], workers = () => "", http = "", objects = [] }) {
  const bindings = Object.entries(variables).map(
    // What is no text is bound as wrangler binds it: as JSON.
    ([name, value]) =>
      typeof value === "string"
        ? `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`
        : `(name = ${JSON.stringify(name)}, json = ${JSON.stringify(JSON.stringify(value))})`,
  );
  // A bundle has all scripts in its entry, and the pages' files beside it; a variant has those of src/ there.
  const others = existsSync(`${folder}/index.js`) ? /^(index|uncounted|page.(files|render)|snippets.*)\.js$|^page.*\.bin$/ : /\.bin$/;
  const modules = readdirSync(folder, { recursive: true })
    .filter((file) => others.test(file))
    .map((file) => `(name = ${JSON.stringify(file)}, ${file.endsWith(".bin") ? "data" : "esModule"} = embed ${JSON.stringify(file)}),`)
    .join("\n    ");
  return `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${['(name = "worker", worker = .worker)', ...services].join(", ")}],
  sockets = [${[`(name = "http", address = "127.0.0.1:0", http = (${http}), service = "worker")`, ...sockets].join(", ")}],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "entry.js", esModule = embed "entry.js"),
    ${modules}
    (name = "./index_bg.wasm", wasm = embed "index_bg.wasm"),
  ],
  compatibilityDate = "${compatibilityDate}",
  bindings = [${[...bindings, ...more].join(", ")}],${objects.length === 0 ? "" : `
  durableObjectNamespaces = [${objects.map((name) => `(className = "${name}", uniqueKey = "${name}", enableSql = true)`).join(", ")}],
  durableObjectStorage = (localDisk = "objects"),`}
);
${workers((file) => relative(folder, file))}`;
}
