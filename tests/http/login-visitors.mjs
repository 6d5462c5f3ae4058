// The visitors of a sign-in: their browsers, and WeChat on their phones.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import * as wechat from "./wechat.mjs";

/** A browser: one address, one cookie. */
export class Browser {
  constructor(login, { ip = address(), language = "zh-CN", cf = { country: "CN", city: "Hangzhou" }, agent = chrome } = {}) {
    Object.assign(this, { login, ip, language, cf, agent });
  }

  get headers() {
    return {
      "CF-Connecting-IP": this.ip,
      "Accept-Language": this.language,
      "User-Agent": this.agent,
      // A header has Latin letters only.
      "CF-Blob": JSON.stringify(this.cf).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
      ...(this.cookie === undefined ? {} : { Cookie: this.cookie }),
    };
  }

  async ask(path, { headers = {}, ...options } = {}) {
    const answer = await this.login.ask(path, { headers: { ...this.headers, ...headers }, ...options });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(";");
      if (pair.startsWith("__Host-login=")) this.cookie = pair;
    }
    return answer;
  }

  /** Asks /authorize; parameters that are undefined are left out, a list stands several times. */
  authorize(client, parameters = {}, { post = false } = {}) {
    const query = authorization(client, parameters);
    return post ? this.ask("/authorize", { method: "POST", body: query }) : this.ask(`/authorize?${query}`);
  }

  /** Begins an attempt, which must succeed. */
  async begin(client, parameters = {}, options = {}) {
    const verifier = randomBytes(32).toString("base64url");
    const all = { code_challenge: challenge(verifier), code_challenge_method: "S256", ...parameters };
    const answer = await this.authorize(client, all, options);
    assert.equal(answer.status, 200, `${answer.status} ${answer.headers.get("location")} ${answer.body}`);
    return this.attempt(client, idOf(answer.body), { verifier: all.code_challenge === undefined ? undefined : verifier, answer });
  }

  /** Goes where a site sent it: an address at the issuer, by its path and query. */
  async open(client, path, options = {}) {
    const answer = await this.ask(path, options);
    assert.equal(answer.status, 200, `${answer.status} ${answer.headers.get("location")} ${answer.body}`);
    return this.attempt(client, idOf(answer.body), { answer });
  }

  async attempt(client, id, more = {}) {
    const attempt = new Attempt(this, client, id, more);
    await attempt.look();
    return attempt;
  }
}

class Attempt {
  constructor(browser, client, id, more) {
    Object.assign(this, { browser, client, id, path: `/login/attempt/${id}`, ...more });
  }

  /** Looks at its state, and keeps it as `view`. */
  async look() {
    const { status, body } = await this.browser.ask(`${this.path}/state`);
    assert.equal(status, 200, JSON.stringify(body));
    this.view = body;
    return body;
  }

  async stage() {
    return (await this.look()).stage;
  }

  /** The scene of the code that was lent to it; undefined where none was. */
  get scene() {
    return this.view.url === null ? undefined : sceneOf(this.view.url);
  }

  /** Goes where the confirmed attempt leads. */
  async finish() {
    const answer = await this.browser.ask(this.path);
    assert.equal(answer.status, 303, `${answer.status}: ${answer.body.slice(0, 300)}`);
    return back(answer, this.client.redirect);
  }

  /** What `exchange` needs besides. */
  redeem(code) {
    return { code, code_verifier: this.verifier };
  }
}

/** WeChat on a phone, and WeChat's servers behind it. */
export class Phone {
  constructor(login, openid = `o${randomBytes(20).toString("base64url")}`) {
    Object.assign(this, { login, openid });
  }

  /**
   * Sends a push as WeChat does in safe mode; gives back the text that the visitor reads, or the XML of another
   * reply, or undefined for none.
   */
  async push(fields, changes = {}) {
    const message = wechat.message({ FromUserName: this.openid, CreateTime: wechat.now(), ...fields });
    const answer = await wechat.send(this.login, wechat.sealed(message, { openid: this.openid, ...changes }));
    if (answer.status === 200 && answer.body === "success") return undefined;
    const xml = wechat.openReply(answer).message;
    if (!xml.includes("<Content>")) return xml;
    const { ToUserName, FromUserName, Content } = wechat.parse(xml);
    assert.deepEqual([ToUserName, FromUserName], [this.openid, wechat.account]);
    return Content;
  }

  scan(scene, { isNew = false, CreateTime = wechat.now() } = {}) {
    const fields = isNew ? { Event: "subscribe", EventKey: scene === undefined ? "" : `qrscene_${scene}` } : { Event: "SCAN", EventKey: scene };
    return this.push({ MsgType: "event", CreateTime, ...fields, Ticket: "t" });
  }

  say(Content, { MsgId = nextMessage(), CreateTime = wechat.now() } = {}) {
    return this.push({ MsgType: "text", Content, MsgId, CreateTime });
  }

  unfollow() {
    return this.push({ MsgType: "event", Event: "unsubscribe" });
  }
}

let messages = 24_000_000_000_000_000n;
/** A MsgId that no message had. */
export function nextMessage() {
  messages += 1n;
  return String(messages);
}

const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
export const urlOf = (scene) => `http://weixin.qq.com/q/${encodeURIComponent(scene)}`;
export const sceneOf = (url) => decodeURIComponent(new URL(url).pathname.slice("/q/".length));
export const challenge = (verifier) => createHash("sha256").update(verifier).digest("base64url");

let addresses = 0;
/** An address that nobody had before. */
export function address() {
  addresses += 1;
  return `198.${18 + (addresses >> 16)}.${(addresses >> 8) & 255}.${addresses & 255}`;
}

/** The query of a request to /authorize. */
export function authorization(client, parameters = {}) {
  const all = {
    ...{ response_type: "code", client_id: client.id, redirect_uri: client.redirect },
    ...{ scope: "openid profile email", state: "a state", nonce: "a nonce" },
    ...parameters,
  };
  const pairs = Object.entries(all).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return new URLSearchParams(pairs.filter(([, value]) => value !== undefined));
}

/** The id of the attempt that a page is about. */
function idOf(html) {
  const [, id] = /\/login\/attempt\/([\w-]+)/.exec(html) ?? assert.fail(`no attempt in ${html.slice(0, 500)}`);
  return id;
}

/** What an answer sends back to the site: the parameters that were not in its address before. */
export function back(answer, redirect) {
  const location = answer.headers.get("location");
  assert.ok(location, `${answer.status} without Location`);
  const joint = redirect.includes("?") ? "&" : "?";
  assert.ok(location.startsWith(`${redirect}${joint}`), location);
  const parameters = new URLSearchParams(location.slice(redirect.length + 1));
  const found = Object.fromEntries(parameters);
  assert.equal([...parameters].length, Object.keys(found).length, `twice: ${location}`);
  return found;
}
