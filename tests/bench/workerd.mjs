// Workers on workerd itself, without a development proxy in between, and what such a process costs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import workerdPackage from "workerd";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const [, compatibilityDate] = /^compatibility_date = "(.+)"$/m.exec(
  readFileSync(`${root}/wrangler.toml`, "utf8"),
);

const running = new Set();
process.on("exit", () => running.forEach((workerd) => workerd.kill()));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/**
 * Starts a Worker on a free port of this machine.
 * @param {object} worker its name, the folder with its modules
 * @param {Record<string, string>} variables its secrets and variables
 */
export async function start({ name, folder, modules }, variables, { inspected = false } = {}) {
  const config = `${folder}/${name.replaceAll(/\W+/g, "-")}.capnp`;
  writeFileSync(config, capnp(modules, variables, inspected ? ["--expose-gc"] : []));
  return serve(config, inspected ? ["--inspector-addr=127.0.0.1:0"] : []);
}

/** Starts what a configuration of workerd says. */
export async function serve(config, others = []) {
  const startedAt = performance.now();
  const options = ["--control-fd=3", ...others];
  const workerd = spawn(workerdPackage.default, ["serve", config, ...options], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const exited = once(workerd, "exit");
  running.add(workerd);
  const ports = await Promise.race([listening(workerd.stdio[3]), exited.then(() => undefined)]);
  if (ports === undefined) throw new Error(`workerd did not start: see workerd serve ${config}`);
  const { pid } = workerd;
  return {
    port: ports.worker,
    startedAt,
    /** CPU time of the process so far in µs; wall time where the system does not tell. */
    cpu: () => cpuTime(pid) ?? performance.now() * 1000,
    /** What V8 holds for the Worker, and what the process has, in bytes. */
    memory: async () => ({ ...(await heapUsage(ports.inspector)), resident: residentMemory(pid) }),
    async stop() {
      workerd.kill();
      await exited;
      running.delete(workerd);
    },
  };
}

async function listening(control) {
  const ports = {};
  for await (const line of createInterface({ input: control })) {
    const { event, port } = JSON.parse(line);
    if (event === "listen-inspector") ports.inspector = port;
    if (event === "listen") return { ...ports, worker: port };
  }
}

/** Asks V8, by way of its inspector. */
async function heapUsage(port) {
  const [{ webSocketDebuggerUrl }] = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
  const socket = new WebSocket(webSocketDebuggerUrl);
  await once(socket, "open");
  socket.send(JSON.stringify({ id: 1, method: "Runtime.getHeapUsage" }));
  const [{ data }] = await once(socket, "message");
  socket.close();
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = JSON.parse(data).result;
  return { heap: usedSize, embedder: embedderHeapUsedSize, buffers: backingStorageSize };
}

/** Linux counts nanoseconds for each thread; /proc/<pid>/stat has ticks of 10 ms only. */
export function cpuTime(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const times = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
    );
    return times.reduce((sum, time) => sum + time, 0) / 1000;
  } catch {
    return undefined;
  }
}

function residentMemory(pid) {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
}

/** The modules of a Worker as a configuration embeds them; `place` says where it finds a file. */
export function embedded(modules, place = (file) => file) {
  const type = (file) => ({ ".wasm": "wasm", ".bin": "data" })[extname(file)] ?? "esModule";
  const text = JSON.stringify;
  return modules.map(({ name, file }) => `(name = ${text(name)}, ${type(file)} = embed ${text(place(file))})`).join(", ");
}

function capnp(modules, variables, v8Flags) {
  const text = JSON.stringify;
  const bindings = Object.entries(variables).map(
    ([name, value]) => `(name = ${text(name)}, text = ${text(value)})`,
  );
  return `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = [${v8Flags.map(text).join(", ")}],
  services = [(name = "worker", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [${embedded(modules)}],
  compatibilityDate = ${text(compatibilityDate)},
  bindings = [${bindings.join(", ")}],
);
`;
}
