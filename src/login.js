// Sign-in: the border of src/login to the runtime. The wasm decides everything; what is here reads requests,
// sends answers, signs, and is the object that the account's attempts are kept in.
import { DurableObject } from "cloudflare:workers";
import * as wasm from "../build/index.js";
import { loginFiles } from "../build/page/files.js";
import { respond } from "./files.js";
import { call } from "./instance.js";

const always = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Answers a request for one of the provider's paths; `readBody` gives its body, or what refuses it. */
export async function login(request, env, readBody) {
  const [, file] = /^\/login\/(page\.\w+)$/.exec(new URL(request.url).pathname) ?? [];
  if (file !== undefined) {
    const isRead = request.method === "GET" || request.method === "HEAD";
    return withHeaders(isRead ? respond(loginFiles.get(file), 200, request) : new Response(null, { status: 405, headers: { Allow: "GET, HEAD" } }));
  }
  const body = request.method === "POST" ? await readBody() : new Uint8Array();
  if (typeof body === "function") return call(body, env);
  const asked = read(request, body);
  const known = call(wasm.login_check, asked, env);
  if (known !== undefined) return send(JSON.parse(known));
  if (env.LOGIN === undefined) {
    console.error("sign-in: the Worker has no Durable Object bound as LOGIN");
    return new Response(null, { status: 503 });
  }
  const object = env.LOGIN.getByName("login");
  try {
    if (request.headers.get("Upgrade") === "websocket") return await object.fetch(request);
    return await send(JSON.parse(await object.answer(asked)));
  } catch (error) {
    console.error(`sign-in: ${error.message}`);
    return new Response(null, { status: 503 });
  }
}

/** What the wasm is told of a request. */
function read({ method, url, headers, cf }, body) {
  const { pathname, search, origin } = new URL(url);
  const header = (name) => headers.get(name) ?? "";
  return {
    method,
    path: pathname,
    query: search.slice(1),
    body: form(header("Content-Type"), body),
    origin,
    authorization: header("Authorization"),
    cookie: header("Cookie"),
    from: header("Origin"),
    language: header("Accept-Language"),
    agent: header("User-Agent"),
    place: [cf?.city, cf?.region, cf?.country].filter((name, at, all) => name && all.indexOf(name) === at).join(", "),
    address: header("CF-Connecting-IP"),
  };
}

/** A body as a form. Some clients send JSON; what is neither is not read. */
function form(type, body) {
  const text = new TextDecoder().decode(body);
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return text;
  if (!/^application\/json\b/i.test(type)) return "";
  try {
    return new URLSearchParams(Object.entries(JSON.parse(text))).toString();
  } catch {
    return "";
  }
}

async function send({ status, headers, log, json, page, facts, socket }) {
  if (log !== null) console.warn(log);
  if (socket !== undefined) return new Response(null, { status: 426, headers: { Upgrade: "websocket" } });
  if (page !== undefined) {
    const { render } = await import("../build/page/render.js");
    const html = await render(page, facts);
    return withHeaders(new Response(html, { status, headers: [...headers, ["Content-Type", "text/html; charset=utf-8"]] }));
  }
  if (json === undefined) return withHeaders(new Response(null, { status, headers }));
  return withHeaders(new Response(JSON.stringify(json), { status, headers: [...headers, ["Content-Type", "application/json"]] }));
}

function withHeaders(response) {
  for (const name in always) if (!response.headers.has(name)) response.headers.set(name, always[name]);
  return response;
}

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const base64url = { alphabet: "base64url", omitPadding: true };
/** How often what is over is deleted, and how many sockets an attempt may have and for how long, in milliseconds. */
const sweepAfter = 5 * 60_000;
const maxSockets = 4;
const socketLifetime = 10 * 60_000;

/** The object of an account: its state is in its database, and each call is one of the wasm's. */
export class Login extends DurableObject {
  #sql = this.ctx.storage.sql;
  #willSweep = false;
  #making;
  #imported = {};

  constructor(context, env) {
    super(context, env);
    call(wasm.login_prepare, this.#sql);
    context.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Answers what the Worker could not, as JSON. */
  async answer(asked) {
    const isKeyNeeded = asked.path === "/token" || asked.path === "/jwks";
    const key = isKeyNeeded ? await this.#key() : undefined;
    const answer = this.#do("answer", asked);
    if (answer.claims !== undefined) {
      answer.json.id_token = await sign(key, answer.claims);
      delete answer.claims;
    }
    await this.#sweepLater();
    return JSON.stringify(answer);
  }

  /** The reply to a push; undefined leaves it to the rules. */
  async push(push) {
    const reply = this.#do("push", JSON.parse(push));
    await this.#sweepLater();
    return reply ?? undefined;
  }

  /** What the owner asks, as JSON. */
  async manage(what, given) {
    if (what === "status") return JSON.stringify(this.#do("status", { origin: new URL(given).origin }));
    if (what === "codes") return JSON.stringify(this.#do("codes", { codes: given }));
    return JSON.stringify(await this.#makeKey());
  }

  /** A WebSocket, which is told how its attempt looks now and whenever it moves. */
  async fetch(request) {
    const answer = this.#do("answer", read(request, new Uint8Array()));
    const { socket: id, facts } = answer;
    if (id === undefined) return send(answer);
    if (this.ctx.getWebSockets(id).length >= maxSockets) return new Response(null, { status: 429 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [id]);
    server.serializeAttachment(Date.now() + socketLifetime);
    server.send(JSON.stringify(facts));
    return new Response(null, { status: 101, webSocket: client });
  }

  webSocketMessage() {}

  webSocketClose(socket) {
    socket.close();
  }

  async alarm() {
    const now = Date.now();
    for (const socket of this.ctx.getWebSockets()) if (socket.deserializeAttachment() < now) socket.close(1000);
    this.#willSweep = false;
    if (this.#do("sweep")) await this.#sweepLater();
  }

  async #sweepLater() {
    if (this.#willSweep) return;
    this.#willSweep = true;
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + sweepAfter);
  }

  /** What a call of the wasm gives (src/edge/login/object.rs); whoever waits for an attempt that moved is told. */
  #do(what, given = {}) {
    const random = crypto.getRandomValues(new Uint8Array(wasm.login_random_bytes()));
    const { gives, changed } = JSON.parse(call(wasm.login_do, what, given, this.#sql, this.env, random));
    for (const [id, view] of changed) {
      for (const socket of this.ctx.getWebSockets(id)) socket.send(JSON.stringify(view));
    }
    return gives;
  }

  /** The key that signs now. */
  async #key() {
    const key = this.#do("signing_key");
    if (key === null) {
      // One for all who ask meanwhile; where it fails, the next tries again.
      this.#making ??= this.#makeKey().finally(() => (this.#making = undefined));
      await this.#making;
      return this.#key();
    }
    if (this.#imported.text !== key) {
      const jwk = JSON.parse(key);
      this.#imported = { text: key, id: jwk.kid, key: await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]) };
    }
    return this.#imported;
  }

  /** Takes a tenth of a second and more, for which an object has the time. */
  async #makeKey() {
    const kid = crypto.randomUUID();
    const kind = { ...algorithm, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
    const { privateKey, publicKey } = await crypto.subtle.generateKey(kind, true, ["sign", "verify"]);
    const [full, { kty, n, e }] = await Promise.all([privateKey, publicKey].map((key) => crypto.subtle.exportKey("jwk", key)));
    const ours = { ...full, kid };
    const theirs = { kty, n, e, kid, alg: "RS256", use: "sig" };
    const signs_from = this.#do("add_key", { id: kid, private: JSON.stringify(ours), public: JSON.stringify(theirs) });
    return { kid, signs_from };
  }
}

/** An ID token (RFC 7515, section 3.1). The algorithm is the key's, never what somebody asks for. */
async function sign({ id, key }, claims) {
  const part = (value) => new TextEncoder().encode(JSON.stringify(value)).toBase64(base64url);
  const signed = `${part({ alg: "RS256", typ: "JWT", kid: id })}.${part(claims)}`;
  const signature = await crypto.subtle.sign(algorithm.name, key, new TextEncoder().encode(signed));
  return `${signed}.${new Uint8Array(signature).toBase64(base64url)}`;
}
