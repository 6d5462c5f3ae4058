// What a recorded scan costs: `npm run bench -- --scans`. The database is a process of its own, so that what
// the Worker itself costs, which Cloudflare counts as its CPU time, is seen apart from the database's work.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { schema } from "../scans/database.mjs";
import * as wechat from "../http/wechat.mjs";
import { request as bytes, send, sendOne } from "./load.mjs";
import { compatibilityDate, embedded, serve } from "./workerd.mjs";

const text = JSON.stringify;
const stores = fileURLToPath(new URL("../http/stores/", import.meta.url));

// What the peer keeps, in a database of its own.
const peerSchema = `
CREATE TABLE scan (openid TEXT, time INTEGER, scene TEXT, is_new INTEGER, PRIMARY KEY (openid, time)) WITHOUT ROWID;
CREATE TABLE daily (day TEXT, scene TEXT, scans INTEGER, new INTEGER, PRIMARY KEY (day, scene)) WITHOUT ROWID;
`;

/** Measures Workers in turn; `workers` have a name, a folder and modules, and `isPeer`. */
export async function measureScans(workers, { rounds, requests, median }) {
  const folder = mkdtempSync(join(tmpdir(), "wechat-edge-bench-"));
  const running = [];
  try {
    for (const worker of workers) {
      running.push(await startWithDatabase(folder, worker, worker.isPeer ? peerSchema : schema));
    }
    for (const each of running) await load(each, requests);
    for (let round = 0; round < rounds; round += 1) {
      for (const each of running) {
        const [worker, database] = [each.worker.cpu(), each.database.cpu()];
        const begun = performance.now();
        await load(each, requests);
        each.rounds.push({
          worker: (each.worker.cpu() - worker) / requests,
          database: (each.database.cpu() - database) / requests,
          rate: requests / ((performance.now() - begun) / 1000),
        });
      }
    }
  } finally {
    for (const { worker, database } of running) await Promise.all([worker.stop(), database.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
  const peer = running.find(({ isPeer }) => isPeer);
  return running.map(({ name, rounds }) => {
    const of = (what) => median(rounds.map((round) => round[what]));
    const ratios = rounds.map((round, at) => round.worker / peer.rounds[at].worker);
    return {
      Worker: name,
      "µs of CPU": of("worker").toFixed(0),
      "× peer": median(ratios).toFixed(2),
      "µs in the database": of("database").toFixed(0),
      "scans/s": of("rate").toFixed(0),
    };
  });
}

async function startWithDatabase(folder, { name, isPeer = false, folder: modulesFolder, modules }, tables) {
  const title = isPeer ? "peer" : "this";
  const config = (file, lines) => {
    writeFileSync(`${folder}/${file}`, `using Workerd = import "/workerd/workerd.capnp";\n${lines}`);
    return `${folder}/${file}`;
  };
  const database = await serve(
    config(
      `${title}-database.capnp`,
      `
const config :Workerd.Config = (
  services = [(name = "worker", worker = .worker), (name = "disk", disk = (path = ${text(folder)}, writable = true))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "d1.js", esModule = embed ${text(relative(folder, `${stores}d1.js`))}),
    (name = "schema.sql", text = ${text(tables)}),
  ],
  compatibilityDate = ${text(compatibilityDate)},
  durableObjectNamespaces = [(className = "Database", uniqueKey = ${text(title)}, enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [(name = "DATABASE", durableObjectNamespace = "Database")],
);`,
    ),
  );
  const worker = await serve(
    config(
      `${title}.capnp`,
      `
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "database", external = (address = "127.0.0.1:${database.port}", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [${embedded(modules, (file) => relative(folder, `${modulesFolder}/${file}`))}],
  compatibilityDate = ${text(compatibilityDate)},
  bindings = [
    (name = "WECHAT_TOKEN", text = ${text(wechat.token)}),
    (name = "DB", wrapped = (
      moduleName = "cloudflare-internal:d1-api",
      innerBindings = [(name = "fetcher", service = "database")],
    )),
  ],
);`,
    ),
    ["--experimental"],
  );
  const each = { name, isPeer, worker, database, rounds: [], sent: 0 };
  const { status, body, head } = await sendOne(worker.port, scan(each));
  if (status !== 200 || !body.includes("code-0")) throw new Error(`${name}: ${head}\n${body}`);
  return each;
}

/** A scan that nobody made before: of 200 codes, by as many visitors as there are scans. */
function scan(each) {
  const number = each.sent;
  each.sent += 1;
  const message = wechat.message({
    FromUserName: `oBenchmark${`${number}`.padStart(18, "0")}`,
    MsgType: "event",
    Event: "subscribe",
    EventKey: `qrscene_code-${number % 200}`,
    Ticket: `ticket-of-code-${number % 200}`,
  });
  return bytes({ method: "POST", query: wechat.query({ openid: wechat.user }), body: message });
}

async function load(each, count) {
  const pushes = Array.from({ length: count }, () => scan(each));
  await send(each.worker.port, pushes, count, {
    check({ status }) {
      if (status !== 200) throw new Error(`${each.name}: ${status}`);
    },
  });
}
