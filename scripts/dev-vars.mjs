// `.dev.vars`: the secrets of the Worker on this machine. wrangler reads it for `npm start` alone, so
// nothing in it can reach a deployed Worker.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tr } from "./language.mjs";

const file = ".dev.vars";

// A Token has 3 to 32 letters and digits, says WeChat's admin page.
const isToken = (token) => /^[A-Za-z0-9]{3,32}$/.test(token);
const localToken = "localdevelopmenttoken";
// What this wrote before it knew that.
const formerToken = "local-development-token";

/** Sees that there are tokens to start with; gives back what is to be said of it. */
export function ensureDevVars() {
  const said = [];
  if (!existsSync(file)) {
    // Each machine has its own: the figures are for whoever can read this file.
    const consoleToken = randomBytes(16).toString("hex");
    writeFileSync(file, `WECHAT_TOKEN=${localToken}\nCONSOLE_TOKEN=${consoleToken}\n`, { mode: 0o600 });
    said.push(
      tr(
        `${file} is new: a Token and a CONSOLE_TOKEN for this machine, never deployed.`,
        `已生成 ${file}：只供本机使用的 Token（令牌）和 CONSOLE_TOKEN，不会被部署。`,
      ),
    );
  }
  const text = readFileSync(file, "utf8");
  if (valueIn(text, "WECHAT_TOKEN") === formerToken) {
    writeFileSync(file, text.replace(formerToken, localToken));
    said.push(
      tr(
        `${file}: the Token is ${localToken} now; WeChat allows letters and digits only.`,
        `${file}：Token（令牌）改为 ${localToken}；微信只允许字母和数字。`,
      ),
    );
  }
  // Whoever else uses this machine has no business with it.
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  return said;
}

/** Which Token the Worker runs with and where it stands, in words; and the Token where it is known. */
export function tokenOf(args) {
  const given = argumentToken(args);
  if (given !== undefined) return describe(given, "--var");
  if (args.some((argument) => /^(-e|--env|--env-file)(=|$)/.test(argument))) {
    return { text: tr("as the environment that was asked for has it", "以所选的 environment 为准") };
  }
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return describe(valueIn(text, "WECHAT_TOKEN"), file);
}

function describe(token, place) {
  if (token === undefined || token === "") {
    return {
      text: tr(
        `none in ${place}: every request gets 503. Add WECHAT_TOKEN=… there`,
        `${place} 里没有，所有请求都得到 503。请在那里加上 WECHAT_TOKEN=…`,
      ),
    };
  }
  if (!isToken(token)) {
    return {
      text: tr(
        `that of ${place} is none: 3 to 32 letters and digits make a Token`,
        `${place} 里的不能用：Token 是 3 到 32 个字母和数字`,
      ),
      token,
    };
  }
  // One's own is not for everybody who looks at the screen.
  const shown = token === localToken ? token : `${token.slice(0, 2)}…`;
  return { text: tr(`${shown}, WECHAT_TOKEN of ${place}`, `${shown}，来自 ${place} 的 WECHAT_TOKEN`), token };
}

function argumentToken(args) {
  for (const [at, argument] of args.entries()) {
    const [, value] = /^(?:--var[= ])?WECHAT_TOKEN:(.*)$/s.exec(argument) ?? [];
    if (value !== undefined && (argument.startsWith("--var") || args[at - 1] === "--var")) return value;
  }
  return undefined;
}

/** A value of a file of NAME=value lines; as dotenv reads it, as far as a Token can be written. */
function valueIn(text, name) {
  const line = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*(.*?)\\s*$`, "m").exec(text);
  if (line === null) return undefined;
  const [, quoted] = /^(["'`])(.*)\1/.exec(line[1])?.slice(1) ?? [];
  return quoted ?? line[1].replace(/\s+#.*$/, "");
}
