// The Worker with sign-in on: its clients, its disk, and how time goes by there.
import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Browser, Phone, urlOf } from "./login-visitors.mjs";
import { everything } from "./variant.mjs";
import * as wechat from "./wechat.mjs";
import { start } from "./worker.mjs";

export const consoleToken = "a-console-token-of-the-tests";
export const serverToken = "a token of one-api's, for /api/wechat/user";

/** What login-clients.toml says, and the secrets, which it does not say. */
export const clients = {
  grafana: {
    id: "grafana",
    name: "公司 Grafana",
    redirect: "https://grafana.example.com/login/generic_oauth",
    local: "http://127.0.0.1:3000/auth/callback/wechat",
    secret: "grafana-secret-of-the-tests",
  },
  forum: {
    id: "forum",
    name: "论坛",
    redirect: "https://forum.example.com:8443/cb?from=wechat",
    secret: "forum-secret-of-the-tests",
  },
  spa: { id: "spa", name: "Single page", redirect: "http://localhost:5173/callback" },
  hostile: {
    id: "~hostile.client_0123456789-0123456789-0123456789-0123456789-0123",
    name: "<b>&amp;\"'{{code}}]]></script>${x}%00\\🏪",
    redirect: "https://hostile.example/cb",
    secret: "a:b%3A+c d&e=密码%",
  },
};

const secrets = {
  GRAFANA_CLIENT_SECRET: clients.grafana.secret,
  FORUM_CLIENT_SECRET: clients.forum.secret,
  HOSTILE_CLIENT_SECRET: clients.hostile.secret,
  LOGIN_SERVER_TOKEN: serverToken,
};

/**
 * Starts it, with a pool of `codes`. `variables` come to those that are always set, or with undefined take one
 * away. `bindings` and the like stand in the place of the real object (login-objects.js).
 */
export async function startLogin(variables = {}, { codes = 30, besides, folder = everything() } = {}) {
  const disk = mkdtempSync(join(tmpdir(), "wechat-edge-login-"));
  const all = {
    WECHAT_TOKEN: wechat.token,
    WECHAT_AES_KEY: wechat.aesKey,
    WECHAT_APP_ID: wechat.appId,
    CONSOLE_TOKEN: consoleToken,
    ...secrets,
    ...variables,
  };
  const set = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const standing = besides ?? {
    objects: ["Login"],
    bindings: ['(name = "LOGIN", durableObjectNamespace = "Login")'],
    services: [`(name = "objects", disk = (path = ${JSON.stringify(disk)}, writable = true))`],
    http: 'cfBlobHeader = "CF-Blob"',
  };
  const login = new Login(() => start(set, folder, standing), disk);
  await login.start();
  try {
    await login.pool(codes);
  } catch (error) {
    await login.stop();
    throw error;
  }
  return login;
}

/** Runs a test with a Worker of its own. */
export async function withLogin({ variables, ...options }, act) {
  const login = await startLogin(variables, options);
  try {
    return await act(login);
  } finally {
    await login.stop();
  }
}

class Login {
  #launch;
  constructor(launch, disk) {
    this.#launch = launch;
    this.disk = disk;
  }

  async start() {
    this.worker = await this.#launch();
    this.url = this.worker.url;
  }

  async stop() {
    await this.worker.stop();
    rmSync(this.disk, { recursive: true, force: true });
    this.#checkLog();
  }

  /** Whatever a test did: nothing panicked, and the log has no secret. */
  #checkLog() {
    const log = this.log();
    assert.doesNotMatch(log, /panicked|RuntimeError/);
    for (const secret of [...Object.values(secrets), consoleToken, wechat.token, wechat.aesKey]) assert.ok(!log.includes(secret));
  }

  /** Stops the process and starts another on the same disk. */
  async restart(between = () => {}) {
    await this.worker.stop();
    this.#checkLog();
    await between();
    await this.start();
  }

  log = () => this.worker.log();

  /** Asks as a stranger; nothing is followed, and a JSON answer is read. */
  async ask(path, { headers = {}, ...options } = {}) {
    const response = await fetch(`${this.url}${path}`, { redirect: "manual", headers, ...options });
    const body = await response.text();
    const isJson = /^application\/json\b/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, body: isJson && body !== "" ? JSON.parse(body) : body };
  }

  /** Asks as the owner's tool. */
  async admin(path = "", json) {
    const options = json === undefined ? {} : { method: "POST", body: JSON.stringify(json) };
    const headers = { Authorization: `Bearer ${consoleToken}`, "Content-Type": "application/json" };
    return this.ask(`/console/api/login${path}`, { ...options, headers });
  }

  /** What the console shows of it. */
  async shown() {
    const { status, body } = await this.admin();
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  /** Makes the pool: `login.1` and so on. */
  async pool(count) {
    const codes = Array.from({ length: count }, (_, at) => ({ scene: `login.${at + 1}`, url: urlOf(`login.${at + 1}`) }));
    for (let from = 0; from < count; from += 500) {
      const part = codes.slice(from, from + 500);
      const { status, body } = await this.admin("/codes", part);
      assert.deepEqual({ status, body }, { status: 200, body: { written: part.length } });
    }
  }

  browser(options) {
    return new Browser(this, options);
  }

  phone(openid) {
    return new Phone(this, openid);
  }

  /** An attempt of a browser of its own, and a phone of its own. */
  async pair(client = clients.grafana) {
    return { attempt: await this.browser().begin(client), phone: this.phone() };
  }

  /** An attempt that a visitor confirmed, and what it sent back to the site. */
  async confirmed(client, parameters) {
    const attempt = await this.browser().begin(client, parameters);
    const phone = this.phone();
    await phone.say(attempt.view.word);
    await phone.say("登录");
    return { attempt, ...(await attempt.finish()) };
  }

  /** Changes a code for tokens; `form` replaces fields, undefined leaves one out. */
  exchange(client, { form = {}, headers = {}, ...request } = {}) {
    const fields = {
      grant_type: "authorization_code",
      client_id: client.id,
      client_secret: client.secret,
      redirect_uri: client.redirect,
      ...form,
    };
    const body = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== undefined));
    return this.ask("/token", { method: "POST", body, headers, ...request });
  }

  /** All of it: a page, a scan, the digits, back at the site, the tokens. */
  async signIn(client, openid, parameters, options) {
    const attempt = await this.browser(options).begin(client, parameters);
    const phone = this.phone(openid);
    await phone.scan(attempt.scene);
    await phone.say(attempt.view.number);
    const back = await attempt.finish();
    const { status, body } = await this.exchange(client, { form: attempt.redeem(back.code) });
    assert.equal(status, 200, JSON.stringify(body));
    return { attempt, back, tokens: body, claims: await this.verified(body.id_token, client) };
  }

  /** The claims of an ID token, whose signature and header are checked by hand. */
  async verified(token, client) {
    const [head, payload, signature] = token.split(".");
    const { alg, kid, ...others } = JSON.parse(Buffer.from(head, "base64url"));
    assert.equal(alg, "RS256");
    for (const name of Object.keys(others)) assert.equal(name, "typ");
    const { body } = await this.ask("/jwks");
    const jwk = body.keys.find((key) => key.kid === kid);
    assert.ok(jwk, `/jwks does not have ${kid}`);
    const key = createPublicKey({ key: jwk, format: "jwk" });
    assert.ok(verify("sha256", `${head}.${payload}`, key, Buffer.from(signature, "base64url")), "signature");
    const claims = JSON.parse(Buffer.from(payload, "base64url"));
    assert.equal(claims.aud, client.id);
    return claims;
  }

  userinfo(token, options = {}) {
    return this.ask("/userinfo", { headers: { Authorization: `Bearer ${token}` }, ...options });
  }

  /** The reverse way, as wechat-server's clients ask: always 200. */
  server(query, { path = "/api/wechat/user", token = serverToken } = {}) {
    return this.ask(`${path}${query}`, { headers: token === null ? {} : { Authorization: token } });
  }

  /** The SQLite files on the disk. The process must not run. */
  files() {
    return readdirSync(this.disk, { recursive: true }).map((file) => join(this.disk, file)).filter((file) => /\.sqlite(-\w+)?$/.test(file));
  }

  /** All that lies on the disk, as bytes. */
  bytes() {
    return Buffer.concat(this.files().map((file) => readFileSync(file)));
  }

  /** Each table with its rows, as `table` or `name` of several objects. The process must not run. */
  tables() {
    const found = {};
    this.#each((sqlite, name) => {
      const statement = sqlite.prepare(`SELECT * FROM "${name}"`);
      // Nanoseconds are no number of JavaScript's.
      statement.setReadBigInts(true);
      const texts = (row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value === null ? null : String(value)]));
      found[name] = statement.all().map(texts);
    });
    return found;
  }

  /**
   * Lets time go by: every time on the disk becomes so much older. A number is a time where it lies in the
   * years around now, in seconds, milliseconds, microseconds or nanoseconds. An attempt's id begins with its
   * time, too: it is changed on demand, since who has an old one finds nothing by it any more.
   */
  async age(seconds, { ids = false } = {}) {
    await this.restart(() => {
      this.#each((sqlite, name) => {
        for (const { name: column } of sqlite.prepare(`SELECT name FROM pragma_table_info('${name}')`).all()) {
          for (const [unit, digits] of [[1, "e9"], [1e3, "e12"], [1e6, "e15"], [1e9, "e18"]]) {
            const isTime = `typeof("${column}") = 'integer' AND "${column}" BETWEEN CAST(1.6${digits} AS INTEGER) AND CAST(2.2${digits} AS INTEGER)`;
            sqlite.exec(`UPDATE "${name}" SET "${column}" = "${column}" - ${seconds} * ${unit} WHERE ${isTime}`);
          }
        }
        const id = "printf('%010x', begun) || substr(id, 11)";
        if (ids && name === "attempts") {
          sqlite.exec(`UPDATE codes SET attempt = (SELECT ${id} FROM attempts WHERE id = attempt)`);
          sqlite.exec(`UPDATE attempts SET id = ${id}`);
        }
      });
    });
  }

  #each(act) {
    for (const file of this.files().filter((file) => file.endsWith(".sqlite"))) {
      const sqlite = new DatabaseSync(file);
      try {
        const names = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
        for (const { name } of names) act(sqlite, name);
      } finally {
        sqlite.close();
      }
    }
  }
}

export const basic = (id, secret) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;

/** As `application/x-www-form-urlencoded` has it, which Basic wants of id and secret (RFC 6749, section 2.3.1). */
export const formEncoded = (text) => new URLSearchParams({ "": text }).toString().slice(1);

/** The digits of the reverse way, in what the chat says. */
export function eightDigits(text) {
  const [, digits] = /(?<!\d)(\d{8})(?!\d)/.exec(text) ?? assert.fail(`no eight digits in ${text}`);
  return digits;
}

/** So many at once, but not more connections than a machine has. */
export async function crowd(count, act, connections = 50) {
  const results = [];
  let next = 0;
  const each = async () => {
    while (next < count) {
      const at = next;
      next += 1;
      results[at] = await act(at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, connections) }, each));
  return results;
}

export async function until(condition) {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`it does not come: ${condition}`);
}
