// `npm start`: builds the Worker and serves it on this machine by `wrangler dev`. Saving a file builds it
// again; where a file is wrong, that is said, and the Worker from before answers on.
import { readFileSync, writeFileSync } from "node:fs";
import { build, finished } from "./build.mjs";
import { ensureDevVars, tokenOf } from "./dev-vars.mjs";
import { tr } from "./language.mjs";
import { choosePort, withoutPort } from "./port.mjs";
import { announce } from "./running.mjs";
import { prepareLocalDatabase } from "./schema.mjs";
import { serve } from "./serve.mjs";
import { Failure, cargo, ensureTools } from "./tools.mjs";
import { watch } from "./watch.mjs";

const args = process.argv.slice(2);
const { WECHAT_EDGE_REPLIES: replies = "replies.toml", WECHAT_EDGE_CLIENTS: clients = "clients.toml" } = process.env;
const sources = ["src", replies, clients, "build.rs", "Cargo.toml", "Cargo.lock"];

let worker;
let toolJob;
let isToolSaid = false;
const buildJobs = new Set();
const pending = new Set();
let isBusy = false;
let ending;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));
// npm starts this by a shell, which ends when npm is ended, and does not say so.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && end(0), 500).unref();

ensureTools();
const { port, note } = await choosePort(args);
if (note) console.log(note);
for (const said of ensureDevVars()) console.log(said);
await prepareLocalDatabase(args);

watch([...sources, ".dev.vars"], (paths) => {
  for (const path of paths) pending.add(path === ".dev.vars" ? "settings" : "sources");
  // What is being built is of yesterday already.
  if (pending.has("sources")) buildJobs.forEach((job) => job.stop());
  if (!isBusy) work();
});
pending.add("sources");
await work();

/** Does what changes ask for, until there is nothing left to do. */
async function work() {
  isBusy = true;
  try {
    while (pending.size > 0) {
      const isRebuild = pending.delete("sources");
      const isRestart = pending.delete("settings");
      const mistake = isRebuild ? await tryToBuild() : undefined;
      // Ended, or begun anew.
      if (ending !== undefined) return;
      if (pending.has("sources")) continue;
      if (worker === undefined && isBuilt()) await startWorker();
      else if (worker !== undefined && isRestart) await restartWorker();
      else if (worker !== undefined && isRebuild && mistake === undefined) await reload();
      if (mistake !== undefined) tell(mistake);
    }
  } catch (error) {
    if (ending === undefined) console.error(error instanceof Failure ? error.message : error);
    await end(1);
  } finally {
    isBusy = false;
  }
}

/** Builds; gives back what is wrong, if something is. */
async function tryToBuild() {
  try {
    await build({ onStart: (job) => track(job), afterGlue: compileTool });
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

function track(job) {
  buildJobs.add(job);
  job.ended.catch(() => {}).finally(() => buildJobs.delete(job));
}

function isBuilt() {
  try {
    return readFileSync(finished).length > 0;
  } catch {
    return false;
  }
}

/** The mistake last, where it stays to be seen. */
function tell(mistake) {
  console.error(
    worker === undefined
      ? tr("\n✘ Not built. It starts when this is right and saved:", "\n✘ 未能构建。改正并保存后启动：")
      : tr(
          "\n✘ Not built. The Worker from before answers on, until this is right and saved:",
          "\n✘ 未能构建。改正并保存之前，仍由先前的 Worker 回复：",
        ),
  );
  console.error(`\n${mistake}\n`);
}

async function startWorker() {
  // What `wrangler dev` watches must be there.
  touch();
  worker = serve(port, withoutPort(args), (status) => end(status));
  const url = await worker.ready;
  announce(url);
  const { text, token } = tokenOf(args);
  const options = [
    ...(url === "http://localhost:8787" ? [] : ["--url", `${url}/wechat`]),
    ...(token !== undefined && text.includes("--var") ? ["--token", token] : []),
  ];
  const lines = [
    [tr("callback", "回调地址"), `${url}/wechat`],
    [tr("console", "扫码统计"), `${url}/console/`],
    [tr("Token", "Token（令牌）"), text],
    [tr("try it", "试一试"), ["npm run send -- text 你好", ...options].join(" ")],
  ];
  console.log(`\nReady on ${url}\n`);
  for (const [name, value] of lines) console.log(tr(`  ${name}: ${value}`, `  ${name}：${value}`));
  console.log(
    tr(
      "\nSaving replies.toml, clients.toml or a file of src/ reloads. Ctrl-C ends it.\n",
      "\n保存 replies.toml、clients.toml 或 src/ 中的文件即重新加载。按 Ctrl-C 结束。\n",
    ),
  );
}

async function restartWorker() {
  await worker.stop();
  worker = serve(port, withoutPort(args), (status) => end(status));
  await worker.ready;
  const { text } = tokenOf(args);
  console.log(tr(`.dev.vars: restarted. Token: ${text}`, `.dev.vars：已重新启动。Token（令牌）：${text}`));
}

async function reload() {
  const reloaded = worker.reloaded();
  touch();
  await reloaded;
  console.log(tr("reloaded", "已重新加载"));
}

/** Has `wrangler dev` look at what is built. */
function touch() {
  writeFileSync("build/reload", `${Date.now()}\n`);
}

/**
 * Compiles the tool for the terminal, which has the replies in it, so that the first `send` need not wait
 * for it. Whatever else wants the processor goes first.
 */
async function compileTool() {
  if (process.env.WECHAT_EDGE_NO_TOOL) return;
  toolJob?.stop();
  const slow = setTimeout(() => {
    if (!isToolSaid) {
      console.log(tr("  (send, doctor and qrcode are being compiled meanwhile)", "  （同时在编译 send、doctor 和 qrcode）"));
    }
    isToolSaid = true;
  }, 3000);
  try {
    await cargo(["build", "--locked"], { quiet: true, niceness: 10, onStart: (job) => (toolJob = job) });
  } catch {
    // `npm run send` will say it.
  } finally {
    clearTimeout(slow);
  }
}

function end(status) {
  ending ??= (async () => {
    buildJobs.forEach((job) => job.stop());
    toolJob?.stop();
    await worker?.stop();
    process.exit(status);
  })();
  return ending;
}
