// The port that the Worker answers at on this machine: whether it is free, and who has it.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { freePort } from "./free-port.mjs";
import { tr } from "./language.mjs";
import { Failure } from "./tools.mjs";

const usual = 8787;

/** The port to use, by the arguments for `wrangler dev`; and what to say where it is not the usual one. */
export async function choosePort(args) {
  const asked = askedPort(args);
  if (asked === "0") return { port: await freePort() };
  const port = Number(asked ?? usual);
  if (await isFree(port)) return { port };
  const holder = holderOf(port);
  if (asked !== undefined) {
    const command = `npm start -- --port ${await freePort()}`;
    throw new Failure(
      tr(
        `error: port ${port} is taken by ${holder}\nStop that, or take another port: ${command}`,
        `error: 端口 ${port} 被${holder}占用\n请结束它，或换一个端口：${command}`,
      ),
    );
  }
  const other = await nextFree(port + 1);
  return {
    port: other,
    note: tr(
      `Port ${port} is taken by ${holder}: using ${other}.`,
      `端口 ${port} 被${holder}占用，改用 ${other}。`,
    ),
  };
}

function askedPort(args) {
  for (const [at, argument] of args.entries()) {
    if (argument === "--port") return args[at + 1];
    const [, port] = /^--port=(.*)$/.exec(argument) ?? [];
    if (port !== undefined) return port;
  }
  return undefined;
}

/** The arguments without the port, which is given in our own words. */
export function withoutPort(args) {
  return args.filter((argument, at) => !/^--port(=|$)/.test(argument) && args[at - 1] !== "--port");
}

async function nextFree(port) {
  for (let tried = port; tried < port + 100; tried += 1) if (await isFree(tried)) return tried;
  return freePort();
}

/** Whether nobody has a port, at both addresses that `localhost` may be. */
export async function isFree(port) {
  const tried = await Promise.all(["127.0.0.1", "::1"].map((host) => listens({ host, port })));
  return !tried.includes("EADDRINUSE") && !tried.includes("EACCES");
}

/** Tries to listen; gives back the code of the error, if there is one. */
function listens(address) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", ({ code }) => resolve(code));
    server.listen(address, () => server.close(() => resolve(undefined)));
  });
}

/** Who listens at a port, in words, as far as the system tells. */
function holderOf(port) {
  const { pid, name } = (process.platform === "linux" ? holderOnLinux(port) : holderByTool(port)) ?? {};
  if (pid === undefined) return tr("another program", "另一个程序");
  if (!name) return tr(`process ${pid}`, `进程 ${pid} `);
  return tr(`${name} (process ${pid})`, ` ${name}（进程 ${pid}）`);
}

function holderOnLinux(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const sockets = new Set();
  for (const file of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readOrEmpty(file).split("\n").slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      // 0A is LISTEN.
      if (state === "0A" && local.endsWith(`:${hex}`)) sockets.add(`socket:[${inode}]`);
    }
  }
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
        if (sockets.has(readlinkSync(`/proc/${pid}/fd/${descriptor}`))) {
          return { pid, name: readOrEmpty(`/proc/${pid}/comm`).trim() };
        }
      }
    } catch {
      // Somebody else's process, or one that has just ended.
    }
  }
  return undefined;
}

function holderByTool(port) {
  if (process.platform === "win32") {
    const { stdout = "" } = spawnSync("netstat", ["-ano", "-p", "TCP"], { encoding: "utf8" });
    const [, pid] = new RegExp(`:${port}\\s+\\S+\\s+LISTENING\\s+(\\d+)`).exec(stdout ?? "") ?? [];
    return { pid };
  }
  const { stdout } = spawnSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], { encoding: "utf8" });
  const [, pid] = /^p(\d+)$/m.exec(stdout ?? "") ?? [];
  const [, name] = /^c(.+)$/m.exec(stdout ?? "") ?? [];
  return { pid, name };
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
