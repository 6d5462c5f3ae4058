// The Chromium or Chrome of this machine, driven by Playwright. No browser is downloaded.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const places = [
  ...(process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ...["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map(
    (name) => `${process.env[name]}\\Google\\Chrome\\Application\\chrome.exe`,
  ),
];

const isThere = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where it is; `undefined` where there is none. */
export const browserPath = process.env.CHROME_PATH || places.find(isThere);

const missing =
  "THE CONSOLE WAS NOT TESTED: there is no Chromium or Chrome here. Install one (apt-get install chromium), or say where it is: CHROME_PATH=…";

/** For `test`: what is said instead where there is no browser. `.ci/run` wants one. */
export const skip = browserPath === undefined ? missing : false;
// By itself it says where the browser is, for .ci/run.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(browserPath ?? "no Chromium or Chrome");
  process.exitCode = skip ? 1 : 0;
} else if (skip) {
  if (process.env.WECHAT_EDGE_BROWSER === "required") throw new Error(missing);
  console.error(`\n${"!".repeat(missing.length)}\n${missing}\n${"!".repeat(missing.length)}\n`);
}

/** Starts it; `args` are further arguments of its own. */
export async function launch(args = []) {
  // .ci/run asks for the browser before the packages are there.
  const { chromium } = await import("playwright-core");
  const isRoot = process.getuid?.() === 0;
  // Chromium has no sandbox for root, as whom a container runs; it sees nothing but our own page.
  return chromium.launch({ executablePath: browserPath, args: isRoot ? [...args, "--no-sandbox"] : args });
}

/** What a page says of its own mistakes: errors, warnings, and what the Content-Security-Policy stopped. */
export async function watched(page) {
  const said = [];
  page.on("pageerror", (error) => said.push(`uncaught: ${error.stack}`));
  page.on("dialog", (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    // What the server refuses is the test's own doing: that nobody is signed in yet, or that it is away.
    if (/status of (401|503)/.test(message.text())) return;
    said.push(`${message.type()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !["localhost", "127.0.0.1"].includes(hostname))
      said.push(`asked ${request.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  return said;
}
