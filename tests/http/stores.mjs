// The Worker with a D1 database and a Queue that do as they are told (stores/), and WeChat's pushes to it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { count, counted, schema } from "../scans/database.mjs";
import * as wechat from "./wechat.mjs";
import { start } from "./worker.mjs";

export const consoleToken = "a-console-token-of-the-tests";
const here = fileURLToPath(new URL(".", import.meta.url));
const text = JSON.stringify;

/**
 * Starts it. `variables` come to those that are always set; `without` leaves bindings out; with `loopback` it
 * may ask this machine.
 */
export async function startWithStores(variables = {}, { without = [], folder, loopback = false } = {}) {
  const disk = mkdtempSync(join(tmpdir(), "wechat-edge-d1-"));
  const bindings = {
    DB: '(name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = (name = "faulty", entrypoint = "D1"))]))',
    SCANS: '(name = "SCANS", queue = (name = "faulty", entrypoint = "Queue"))',
  };
  const all = { WECHAT_TOKEN: wechat.token, WECHAT_TIMESTAMP_TOLERANCE: "0", CONSOLE_TOKEN: consoleToken, ...variables };
  const worker = await start(all, folder, {
    bindings: Object.entries(bindings).filter(([name]) => !without.includes(name)).map(([, binding]) => binding),
    services: [
      // By itself workerd asks nobody of this machine.
      ...(loopback ? ['(name = "internet", network = (allow = ["public", "local"]))'] : []),
      '(name = "faulty", worker = .faulty)',
      '(name = "database", worker = .database)',
      `(name = "disk", disk = (path = ${text(disk)}, writable = true))`,
    ],
    sockets: ['(name = "control", address = "127.0.0.1:0", http = (), service = "faulty")'],
    // Paths in a config are relative to it, and may not be absolute.
    workers: (relative) => `
const faulty :Workerd.Worker = (
  modules = [(name = "faulty.js", esModule = embed ${text(relative(`${here}stores/faulty.js`))})],
  compatibilityDate = "2026-10-01",
  compatibilityFlags = ["service_binding_extra_handlers"],
  bindings = [(name = "DATABASE", service = "database"), (name = "CONSUMER", service = "worker")],
);
const database :Workerd.Worker = (
  modules = [
    (name = "d1.js", esModule = embed ${text(relative(`${here}stores/d1.js`))}),
    (name = "schema.sql", text = ${text(schema)}),
  ],
  compatibilityDate = "2026-10-01",
  durableObjectNamespaces = [(className = "Database", uniqueKey = "d1", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [(name = "DATABASE", durableObjectNamespace = "Database")],
);
`,
  });
  const control = async (path, body) => {
    const response = await fetch(`http://127.0.0.1:${worker.ports.control}${path}`, body === undefined ? {} : { method: "POST", body });
    return response.json();
  };
  const sql = async (query) => {
    const { results, error } = await control("/sql", query);
    if (error !== undefined) throw new Error(error);
    return results;
  };
  return {
    ...worker,
    control,
    sql,
    /** What the figures say. */
    counted: async () => counted({ days: await sql("SELECT * FROM days"), hours: await sql("SELECT * FROM hours") }),
    /** Delivers what waits in the queue until nothing does. */
    async drain(times = 1) {
      for (;;) {
        const { waiting } = await control(`/deliver?times=${times}`);
        if (waiting === 0) return;
      }
    },
    /** Asks the console's API. */
    async api(path, { token = consoleToken, ...options } = {}) {
      const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
      const response = await fetch(`${worker.url}/console/api/${path}`, { ...options, headers: { ...headers, ...options.headers } });
      const body = await response.text();
      const isJson = response.headers.get("content-type") === "application/json";
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(body) : body };
    },
    async stop() {
      await worker.stop();
      rmSync(disk, { recursive: true, force: true });
    },
  };
}

/** A push of WeChat's, with what it must be counted as. */
export function event(Event, scene, visitor, CreateTime) {
  const EventKey = Event === "subscribe" && scene !== "" ? `qrscene_${scene}` : scene;
  const local = CreateTime + 28_800; // Asia/Shanghai
  return {
    body: wechat.message({ FromUserName: visitor, CreateTime, MsgType: "event", Event, EventKey, Ticket: scene && `ticket-${scene}` }),
    counted: {
      key: [visitor, CreateTime, Event, EventKey].join("\n"),
      ...{ visitor, event: Event, scene, created: CreateTime },
      ...{ day: Math.floor(local / 86_400), hour: Math.floor((local % 86_400) / 3600) },
    },
  };
}

/** Sends a push; gives back its status and how long the answer took. */
export async function push(worker, { body }) {
  const begun = performance.now();
  const { status } = await wechat.post(worker, body);
  return { status, milliseconds: performance.now() - begun };
}

/** What the figures must be, counted from the pushes alone. */
export function expected(events) {
  const { days, hours } = count(events.map(({ counted }) => counted));
  for (const figures of Object.values(hours)) figures.people = 0;
  return { days, hours };
}

/** The figures without what depends on who was seen first. */
export function comparable({ days, hours }) {
  const rows = Object.entries(hours).map(([name, figures]) => [name, { ...figures, people: 0 }]);
  const full = (entries) => Object.fromEntries(entries.filter(([, row]) => Object.values(row).some((number) => number !== 0)));
  return { days, hours: full(rows) };
}

/** The records in the log that stand nowhere else. */
export function unwritten(log) {
  const mark = "unwritten scan, for `wechat-edge scans restore`: ";
  return log.split("\n").filter((line) => line.includes(mark)).map((line) => {
    const json = line.slice(line.indexOf(mark) + mark.length);
    return JSON.parse(json.slice(0, json.lastIndexOf("}") + 1));
  });
}
