// `npm run example`: a site that signs its visitors in by WeChat (examples/site), with a Worker that knows it
// (examples/clients.toml), on this machine. Both have a folder and made-up secrets of their own, build/example:
// what the owner has built, and what `npm start` has, stays as it is.
import { randomBytes, randomInt } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { tr } from "./language.mjs";
import { choosePort, isFree } from "./port.mjs";
import { announce, isRunning } from "./running.mjs";
import { prepareLocalDatabase } from "./schema.mjs";
import { seedTarget } from "./seed-target.mjs";
import { serve } from "./serve.mjs";
import { Failure, cargo, ensureTools, fail, start } from "./tools.mjs";

const folder = "build/example";
const clients = "examples/clients.toml";
const vars = `${folder}/.dev.vars`;
const args = process.argv.slice(2);
const jobs = [];
let ending;

const { "inspector-port": inspector } = localArguments();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));
// npm starts this by a shell, which ends when npm is ended, and does not say so.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && end(0), 500).unref();

if (isRunning(vars)) fail(tr("the example runs already, in another terminal", "示例已经在另一个终端里运行"));
ensureTools();
const [{ port, note }, sitePort] = await Promise.all([choosePort(args), chooseSitePort()]);
if (note) console.log(note);
await buildWorker();
const secrets = writeVars();
const config = writeConfig();
// As if for the first time: the first page then lends the first code.
const state = resolve(folder, "state");
rmSync(state, { recursive: true, force: true });
const local = ["--config", config, "--persist-to", state];
await prepareLocalDatabase(local);

const worker = serve(port, [...local, "--local", ...(inspector ? ["--inspector-port", inspector] : [])], end);
jobs.push(worker);
try {
  const url = await worker.ready;
  await putCodes(url);
  announce(url, vars);
  const site = startSite(url);
  jobs.push(site);
  tell(url, await site.ready);
  await compileTool();
} catch (error) {
  if (ending === undefined) console.error(error instanceof Failure ? error.message : error);
  await end(1);
}

/** What may be said to it: nothing that leads away from this machine. */
function localArguments() {
  const options = { port: { type: "string" }, "inspector-port": { type: "string" } };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    return fail(error.message);
  }
}

/** Of the ports that the Worker knows the site by, the first that nobody has. */
async function chooseSitePort() {
  const ports = [...readFileSync(clients, "utf8").matchAll(/"http:\/\/localhost:(\d+)\//g)].map(([, port]) => Number(port));
  for (const port of ports) if (await isFree(port)) return port;
  return fail(tr(`ports ${ports.join(", ")} are all taken`, `端口 ${ports.join("、")} 都被占用`));
}

async function buildWorker() {
  seedTarget("example");
  const own = { WECHAT_EDGE_CLIENTS: clients, WECHAT_EDGE_OUT: `${folder}/build`, CARGO_TARGET_DIR: "target/example" };
  const before = { ...process.env };
  Object.assign(process.env, own);
  // That is read when this is loaded.
  const { build } = await import("./build.mjs");
  await build({ onStart: (job) => jobs.push(job) });
  process.env = before;
}

/** Compiles the tool, so that the first `send` need not wait for it. Whatever else wants the processor goes first. */
async function compileTool() {
  if (process.env.WECHAT_EDGE_NO_TOOL) return;
  try {
    await cargo(["build", "--locked", "--bin", "wechat-edge"], { quiet: true, niceness: 10, onStart: (job) => jobs.push(job) });
  } catch {
    // `npm run send` will say it.
  }
}

/** New secrets each time, where `wrangler dev` looks for them; npm start has its own in .dev.vars. */
function writeVars() {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const made = {
    WECHAT_TOKEN: randomBytes(12).toString("hex"),
    WECHAT_AES_KEY: Array.from({ length: 43 }, () => letters[randomInt(letters.length)]).join(""),
    WECHAT_APP_ID: `wx${randomBytes(8).toString("hex")}`,
    CONSOLE_TOKEN: randomBytes(16).toString("hex"),
    EXAMPLE_CLIENT_SECRET: randomBytes(16).toString("hex"),
  };
  const lines = Object.entries(made).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(vars, lines.join(""), { mode: 0o600 });
  return made;
}

/** What `wrangler dev` serves: the scripts of src/ beside what was built here. */
function writeConfig() {
  const scripts = readdirSync("src", { recursive: true }).filter((name) => name.endsWith(".js") && !/\bpage\b/.test(name));
  for (const name of scripts) cpSync(join("src", name), join(folder, "src", name));
  cpSync("migrations", join(folder, "migrations"), { recursive: true });
  // There is nothing to build for wrangler.
  const text = readFileSync("wrangler.toml", "utf8").replace(/^\[build\]\n(?:.+\n)*/m, "");
  writeFileSync(join(folder, "wrangler.toml"), text);
  return resolve(folder, "wrangler.toml");
}

/** Codes as `wechat-edge login codes` makes them, but for the pictures: WeChat does not know these. */
async function putCodes(url) {
  const codes = Array.from({ length: 100 }, (_, at) => {
    const scene = `login.${String(at + 1).padStart(3, "0")}`;
    return { scene, url: `http://weixin.qq.com/q/example-${scene}` };
  });
  const response = await fetch(`${url}/console/api/login/codes`, {
    method: "POST",
    headers: { Authorization: `Bearer ${secrets.CONSOLE_TOKEN}`, "Content-Type": "application/json" },
    body: JSON.stringify(codes),
  });
  if (!response.ok) fail(`the Worker did not take the codes: ${response.status} ${await response.text()}`);
}

function startSite(url) {
  const job = start(process.execPath, ["examples/site/site.mjs"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ISSUER: url, CLIENT_ID: "example", CLIENT_SECRET: secrets.EXAMPLE_CLIENT_SECRET, PORT: sitePort },
  });
  const ready = new Promise((resolve, reject) => {
    job.child.stdout.setEncoding("utf8").on("data", (text) => {
      const [, found] = /^Ready on (\S+)/m.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    job.ended.then(({ code }) => (reject(new Failure("error: the site has ended, see above")), end(code ?? 1)), reject);
  });
  return { ready, stop: () => job.stop() };
}

function tell(url, site) {
  console.log(
    tr(
      `
Ready. Open ${site} in Chrome, Edge or Firefox, and sign in with WeChat.

Play the phone in another terminal. By the code: the first page shows login.001, the next one login.002 …

  npm run send -- scan login.001 --new
  npm run send -- text 37              the two digits that the page shows then

By the six digits of the page:

  npm run send -- text 042137
  npm run send -- text 登录

The Worker is at ${url}, its secrets in ${vars}. Ctrl-C ends both.
`,
      `
已就绪。请用 Chrome、Edge 或 Firefox 打开 ${site}，用微信登录。

在另一个终端里扮演手机。扫码：第一个页面是 login.001，下一个是 login.002，依此类推

  npm run send -- scan login.001 --new
  npm run send -- text 37              页面随后显示的两位数字

或发送页面上的六位数字：

  npm run send -- text 042137
  npm run send -- text 登录

Worker 在 ${url}，其密钥在 ${vars}。按 Ctrl-C 结束。
`,
    ),
  );
}

function end(status) {
  ending ??= (async () => {
    await Promise.all(jobs.map((job) => job.stop()));
    process.exit(status);
  })();
  return ending;
}
