// `wrangler dev`, and what of its words is for the user.
import { Failure, packageProgram, pinnedNode, start } from "./tools.mjs";

// What it says on its way, as opposed to what the Worker logs, and what is wrong.
const chatter = [
  /^\s*$/,
  /⛅️ wrangler/,
  /^─+$/,
  /^\[custom build\]/,
  /^Using secrets defined in /,
  /^The file \S+ changed, restarting build/,
  /^⎔ /,
  /\bReady on http/,
  // Old scans are deleted at night where it is deployed; nobody waits for that here.
  /Scheduled Workers are not automatically triggered/,
  /To manually trigger a scheduled event/,
  /\/cdn-cgi\/local\/scheduled/,
  /#test-cron-triggers-locally/,
];

/**
 * Serves what is built, at a port.
 * @param {number} port
 * @param {string[]} args further arguments for `wrangler dev`
 * @param {(status: number) => void} ended called when it ends of itself
 */
export function serve(port, args, ended) {
  const job = start(
    pinnedNode(),
    [packageProgram("wrangler"), "dev", "--port", String(port), "--show-interactive-dev-session=false", ...args],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        // Not to ask Cloudflare where in the world this machine is.
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}),
        ...process.env,
        // It would build what is built already.
        WECHAT_EDGE_BUILT: "1",
      },
    },
  );
  let isReady = false;
  let isStopped = false;
  let isTable = false;
  let url;
  let onReload = () => {};
  let [resolveReady, rejectReady] = [];
  const ready = new Promise((resolve, reject) => ([resolveReady, rejectReady] = [resolve, reject]));
  ready.catch(() => {});

  const take = (line) => {
    const plain = line.replace(/\x1b\[[0-9;]*m/g, "");
    if (!isReady) {
      const [, found] = /Ready on (https?:\/\/\S+)/.exec(plain) ?? [];
      if (found !== undefined) {
        isReady = true;
        url = found.replace(/\/\/(0\.0\.0\.0|127\.0\.0\.1|\[::1?\])(?=:)/, "//localhost").replace(/\/$/, "");
        resolveReady(url);
      }
    }
    if (/^⎔ Local server updated and ready/.test(plain)) onReload();
    // The table of bindings ends with an empty line.
    if (/^Your Worker has access to the following bindings/.test(plain)) isTable = true;
    const isChatter = isTable || chatter.some((pattern) => pattern.test(plain));
    if (plain.trim() === "") isTable = false;
    if (!isChatter && !isStopped) console.log(line);
  };
  for (const stream of [job.child.stdout, job.child.stderr]) {
    let unfinished = "";
    stream.setEncoding("utf8").on("data", (text) => {
      const lines = (unfinished + text).split(/\r?\n/);
      unfinished = lines.pop();
      lines.forEach(take);
    });
  }
  const gone = job.ended.then(({ code }) => {
    if (isStopped) return;
    if (isReady) {
      console.error("wrangler dev has ended.");
      ended(code ?? 1);
    } else {
      rejectReady(new Failure("error: wrangler dev did not start, see above"));
    }
  }, rejectReady);

  return {
    ready,
    /** Resolves when what is built now is what answers; or when that takes too long to be waited for. */
    reloaded: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, 15_000);
        onReload = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    async stop() {
      isStopped = true;
      job.stop();
      // It may wait for what does not end.
      const timer = setTimeout(() => job.stop("SIGKILL"), 10_000);
      await gone;
      clearTimeout(timer);
    },
  };
}
