// A clone of the project in a folder of its own, for tests that edit it as an owner does.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Clones what is in the working tree; takes what is installed and compiled of packages from here. */
export function clone() {
  // Older packages would be replaced by the clone, through the link, under everybody's feet.
  const [installed, locked] = ["node_modules/.package-lock.json", "package-lock.json"].map((file) => statSync(join(root, file)).mtimeMs);
  if (installed < locked) throw new Error("the packages are older than package-lock.json: run `npm run bundle` first");
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "wechat-edge-clone-")));
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const files = execFileSync("git", listed, { cwd: root, encoding: "utf8", maxBuffer: 1 << 24 });
  for (const file of files.split("\0").filter((file) => file !== "" && existsSync(join(root, file)))) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(folder, file), { preserveTimestamps: true });
  }
  for (const name of ["node_modules", ".tools"]) symlinkSync(join(root, name), join(folder, name), "junction");
  for (const part of ["target/release", "target/wasm32-unknown-unknown/release"]) {
    const options = { recursive: true, preserveTimestamps: true };
    if (existsSync(join(root, part))) cpSync(join(root, part), join(folder, part), options);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Runs `npm` in a folder; what it prints is collected. */
export function npm(folder, ...args) {
  // The tool is not compiled beside it: that takes minutes in a new clone, and has tests of its own.
  const env = { ...process.env, WECHAT_EDGE_NO_TOOL: "1", CARGO_TERM_COLOR: "never" };
  const child = spawn("npm", args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
  let output = "";
  const waiting = new Set();
  const look = () => waiting.forEach((each) => each());
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      look();
    });
  }
  let status;
  const closed = new Promise((resolve) => {
    child.on("close", (code) => {
      status = code;
      look();
      resolve(code);
    });
  });
  return {
    /** All that was printed so far. */
    output: () => output,
    /** Waits until what was printed from a position on matches; gives back that part of it. */
    printed(pattern, from = 0) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const matches = pattern.test(output.slice(from));
          if (!matches && status === undefined) return;
          waiting.delete(look);
          if (matches) resolve(output.slice(from));
          else reject(new Error(`npm ${args.join(" ")} ended with ${status}:\n${output}`));
        };
        waiting.add(look);
        look();
      });
    },
    closed,
    async stop() {
      child.kill();
      await closed;
    },
  };
}
