// What a browser does at the console, and what somebody does who is none.
import { createHash, createHmac } from "node:crypto";
import { consoleToken } from "./stores.mjs";

/** A second opinion on how a session is signed. */
export function session({ expires, epoch = 0, token = consoleToken }) {
  const claims = `${expires}.${epoch}`;
  const key = createHash("sha1").update(token).digest();
  return `__Host-session=${claims}.${createHmac("sha1", key).update(`session ${claims}`).digest("base64url")}`;
}

/** Asks for what lies under `/console`. `cookie`, `own` and `json` are what the page's own fetch sends. */
export async function ask(worker, path, { method = "GET", cookie, own = false, json, headers = {}, ...options } = {}) {
  const response = await fetch(`${worker.url}/console${path}`, {
    method,
    redirect: "manual",
    headers: {
      ...(cookie === undefined ? {} : { Cookie: cookie }),
      ...(own ? { "Sec-Fetch-Site": "same-origin" } : {}),
      ...(json === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: typeof json === "string" ? json : JSON.stringify(json) }),
    ...options,
  });
  const body = await response.text();
  const isJson = response.headers.get("content-type") === "application/json";
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(body) : body };
}

/** Signs in; gives back the answer and the cookie. */
export async function signIn(worker, token = consoleToken) {
  const answer = await ask(worker, "/session", { method: "POST", own: true, json: { token } });
  return { ...answer, cookie: answer.headers.get("set-cookie")?.split(";")[0] };
}
