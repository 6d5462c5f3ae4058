// What a request costs in this Worker and in others, as one table. See README.md beside this file.
//
//   npm run bench                             the table
//   npm run bench -- --memory                 memory after 10,000 and 1,000,000 mixed requests
//   npm run bench -- --scans                  what a recorded scan costs
//   npm run bench -- --login                  what a sign-in costs
//   npm run bench -- --compare name=folder    the table, with another build's folder beside it
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import * as wechat from "../http/wechat.mjs";
import { measureMemory } from "./memory.mjs";
import { measureScans } from "./scans.mjs";
import { request as bytes, send, sendOne } from "./load.mjs";
import { compatibilityDate, start } from "./workerd.mjs";

const { values: options } = parseArgs({
  options: {
    memory: { type: "boolean" },
    scans: { type: "boolean" },
    login: { type: "boolean" },
    compare: { type: "string", multiple: true, default: [] },
    rounds: { type: "string", default: "15" },
    requests: { type: "string", default: "2000" },
    starts: { type: "string", default: "15" },
    mode: { type: "string" },
    only: { type: "string", default: "" },
    "no-build": { type: "boolean" },
  },
});
const rounds = Number(options.rounds);
const requests = Number(options.requests);
const starts = Number(options.starts);

const root = fileURLToPath(new URL("../..", import.meta.url));
process.chdir(root);

const scene = "40021";
const event = {
  MsgType: "event",
  Event: "subscribe",
  EventKey: `qrscene_${scene}`,
  Ticket: "gQH47joAAAAAAAAAASxodHRwOi8vd2VpeGluLnFxLmNvbS9xL2taZ2Z3TVRtNzJXV1Brb3ZhYmJJAAIEZ23sUwMEmm3sUw==",
};
const modes = {
  plaintext: {
    variables: { WECHAT_TOKEN: wechat.token },
    request: () =>
      bytes({ method: "POST", query: wechat.query({ openid: wechat.user }), body: wechat.message(event) }),
    check: (answer) => wechat.textOfXml(answer.body),
  },
  safe: {
    variables: {
      WECHAT_TOKEN: wechat.token,
      WECHAT_AES_KEY: wechat.aesKey,
      WECHAT_APP_ID: wechat.appId,
    },
    request: () => bytes(wechat.sealed(wechat.message(event))),
    check: (answer) => wechat.textOfXml(open(answer).message),
  },
};

const javaScript = (name, file) => ({
  name,
  folder: `build/bench/${file}/dist`,
  modules: [{ name: "worker", file: `${file}.js` }],
});
const bundle = (name, folder) => ({
  name,
  folder,
  modules: [
    { name: "entry.js", file: "entry.js" },
    { name: "./index_bg.wasm", file: "index_bg.wasm" },
    // The console's page: what nobody asks for here, but every isolate has.
    ...(existsSync(folder) ? readdirSync(folder) : []).filter((file) => file.endsWith(".bin")).map((file) => ({ name: file, file })),
  ].filter(({ file }) => existsSync(`${folder}/${file}`)),
});

const workers = [
  { ...javaScript("floor", "floor"), isFloor: true },
  javaScript("JavaScript, leanest", "lean"),
  { ...javaScript("JavaScript, fast-xml-parser", "fast-xml-parser"), isPeer: true },
  bundle("this Worker", "build/dist"),
  ...options.compare.map((option) => bundle(...option.split("="))),
].filter(({ name, isFloor }) => isFloor || name.match(options.only));

build();
if (options.memory) {
  await measureMemory(workers.find(({ name }) => name === "this Worker"), modes);
} else if (options.login) {
  const { measureLogin } = await import("./login.mjs");
  print(await measureLogin({ rounds, median }));
} else if (options.scans) {
  const peer = { ...javaScript("JavaScript, D1", "scans"), isPeer: true };
  const others = workers.filter(({ modules }) => modules.some(({ file }) => file === "index_bg.wasm"));
  print(await measureScans([peer, ...others], { rounds, requests, median }));
} else {
  const rows = [];
  for (const [mode, details] of Object.entries(modes)) {
    if (mode === (options.mode ?? mode)) rows.push(...(await measure(mode, details)));
  }
  print(rows);
}

/** Measures all Workers in one mode, in turn, so that what disturbs the machine disturbs all. */
async function measure(mode, { variables, request, check }) {
  const reply = await replyOf(workers.at(-1), variables, request());
  const variablesOf = ({ isFloor }) => (isFloor ? { REPLY: reply } : variables);

  const running = [];
  for (const worker of workers) {
    const process = await start(worker, variablesOf(worker));
    const answer = await sendOne(process.port, request());
    if (answer.status !== 200) throw new Error(`${worker.name}: ${answer.head}`);
    if (!worker.isFloor && !check(answer).endsWith(scene)) throw new Error(`${worker.name}: ${answer.body}`);
    const length = Buffer.byteLength(answer.body);
    const expect = ({ status, body }) => {
      if (status !== 200 || body.length !== length) throw new Error(`${worker.name}: ${status}, ${body}`);
    };
    running.push({ process, expect, cpu: [] });
  }
  for (const { process, expect } of running) await load(process, 10_000, expect);
  for (let round = 0; round < rounds; round += 1) {
    for (const { process, expect, cpu } of running) {
      const before = process.cpu();
      await load(process, requests, expect);
      cpu.push((process.cpu() - before) / requests);
    }
  }
  for (const { process } of running) await process.stop();

  const first = await coldStarts(workers, variablesOf, request);
  const ratio = (at, base) =>
    base < 0 ? "" : median(running[at].cpu.map((cpu, round) => cpu / running[base].cpu[round])).toFixed(2);
  const peer = workers.findIndex(({ isPeer }) => isPeer);
  return workers.map(({ name }, at) => ({
    Mode: mode,
    Worker: name,
    "µs of CPU": median(running[at].cpu).toFixed(1),
    "× floor": ratio(at, 0),
    "× peer": ratio(at, peer),
    "µs, all rounds": spread(running[at].cpu),
    "first answer, ms": first[at].wall.toFixed(1),
    "its CPU, ms": first[at].cpu.toFixed(1),
  }));

  function load(process, count, check) {
    // Made anew each time: a timestamp is good for 300 s.
    return send(process.port, Array.from({ length: 64 }, request), count, { check });
  }
}

/** From the start of the process to the first answer, in ms, less what the floor takes. */
async function coldStarts(workers, variablesOf, request) {
  const times = workers.map(() => ({ wall: [], cpu: [] }));
  for (let turn = 0; turn < starts; turn += 1) {
    for (const [at, worker] of workers.entries()) {
      const process = await start(worker, variablesOf(worker));
      await sendOne(process.port, request());
      times[at].wall.push(performance.now() - process.startedAt);
      times[at].cpu.push(process.cpu() / 1000);
      await process.stop();
    }
  }
  const [floor] = times;
  return times.map(({ wall, cpu }) => ({
    wall: median(wall) - median(floor.wall),
    cpu: median(cpu) - median(floor.cpu),
  }));
}

async function replyOf(worker, variables, request) {
  const process = await start(worker, variables);
  const { body } = await sendOne(process.port, request);
  await process.stop();
  return body;
}

function open({ status, head, body }) {
  const type = /^content-type: *(.+)$/im.exec(head)?.[1];
  return wechat.openReply({ status, body, headers: new Headers({ "content-type": type }) });
}

function build() {
  if (!options["no-build"]) execFileSync("npm", ["run", "bundle"], { stdio: ["ignore", "ignore", "inherit"] });
  for (const peer of ["floor", "lean", "fast-xml-parser", "scans"]) bundlePeer(peer);
}

/** Bundles and minifies a peer as `wrangler deploy` does it, and as this Worker is. */
function bundlePeer(name) {
  const folder = `build/bench/${name}`;
  mkdirSync(folder, { recursive: true });
  const settings = { name, main: `../../../tests/bench/peers/${name}.js`, compatibility_date: compatibilityDate, minify: true };
  writeFileSync(`${folder}/wrangler.json`, JSON.stringify(settings));
  const args = ["deploy", "--dry-run", "--config", `${folder}/wrangler.json`, "--outdir", resolve(folder, "dist")];
  execFileSync(process.execPath, ["node_modules/wrangler/bin/wrangler.js", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function print(rows) {
  const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
  const wasm = readFileSync("build/dist/index_bg.wasm");
  const [{ model }] = cpus();
  console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${model.trim()}, ${process.platform}`);
  console.log(`workerd ${version("workerd")}, fast-xml-parser ${version("fast-xml-parser")}, node ${process.version}`);
  console.log(`wasm ${kib(wasm.length)}, ${kib(gzipSync(wasm, { level: 9 }).length)} as gzip`);
  console.log(`median of ${rounds} rounds of ${requests} requests; first answer: median of ${starts} starts\n`);
  const names = Object.keys(rows[0]);
  const line = (cells) => console.log(`| ${cells.join(" | ")} |`);
  line(names);
  line(names.map(() => "---"));
  for (const row of rows) line(names.map((name) => row[name]));
}

function kib(bytes) {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

function spread(numbers) {
  return `${Math.min(...numbers).toFixed(0)}–${Math.max(...numbers).toFixed(0)}`;
}
