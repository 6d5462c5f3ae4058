// The other side: what WeChat's servers do, in a few lines that share nothing with the project.
import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

export const token = "testToken5f2c";
export const account = "gh_7f083739789a";
export const user = "oia2TjuEGTNoeX76QEjQNrcURxG8";

export const now = () => Math.floor(Date.now() / 1000);

/** `signature`, and with a fourth part `msg_signature`. */
export function sign(...parts) {
  return createHash("sha1").update(parts.sort().join("")).digest("hex");
}

/** The query of a request in plaintext mode; `changes` replace keys, undefined leaves one out. */
export function query(changes = {}) {
  const signed = { timestamp: String(now()), nonce: "486452656", token, ...changes };
  const signature = sign(signed.token, signed.timestamp ?? "", signed.nonce ?? "");
  const { token: _, ...keys } = { signature, ...signed };
  return new URLSearchParams(Object.entries(keys).filter(([, value]) => value !== undefined));
}

/** The body of a push in plaintext mode; a field that is undefined is left out. */
export function message(fields) {
  const all = { ToUserName: account, FromUserName: user, CreateTime: 1714037059, ...fields };
  return `<xml>${Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${typeof value === "number" ? value : cdata(value)}</${name}>`)
    .join("\n")}</xml>`;
}

export function cdata(text) {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

export function get(worker, changes) {
  return send(worker, { method: "GET", query: query(changes) });
}

export function post(worker, body, changes) {
  return send(worker, { method: "POST", query: query(changes), body });
}

export async function send(worker, { path = "/wechat", query = "", ...request }) {
  const options = { redirect: "manual", duplex: "half", ...request };
  const response = await fetch(`${worker.url}${path}?${query}`, options);
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** Checks that an answer refuses: the status, and not one word to a stranger. */
export function assertRefused(answer, status) {
  assert.deepEqual({ status: answer.status, body: answer.body }, { status, body: "" });
  assert.equal(answer.headers.get("content-type"), null);
}

/**
 * Checks that a request is refused, and that the log says why; gives back what the log got. The log has
 * the same refusal at most once a second: where it was silent, the request is sent again.
 */
export async function assertRefusedFor(worker, request, status, reason) {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const from = worker.log().length;
    assertRefused(await request(), status);
    for (let tries = 0; tries < 30; tries += 1) {
      const log = worker.log().slice(from);
      if (reason.test(log) && log.endsWith("\n")) return log;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await new Promise((resolve) => setTimeout(resolve, 800));
  }
  assert.fail(`the log does not say ${reason}:\n${worker.log()}`);
}

/** Checks that an answer is `success`, which tells WeChat that there is nothing to say. */
export function assertSuccess(answer) {
  assert.deepEqual({ status: answer.status, body: answer.body }, { status: 200, body: "success" });
}

/** Checks that an answer is a text reply to `user` that WeChat would accept; gives its Content. */
export function textOf(answer) {
  assert.equal(answer.status, 200, answer.body);
  assert.equal(answer.headers.get("content-type"), "application/xml; charset=utf-8");
  return textOfXml(answer.body);
}

export function textOfXml(xml) {
  const { Content, CreateTime, ...others } = parse(xml);
  assert.deepEqual(others, { ToUserName: user, FromUserName: account, MsgType: "text" });
  assert.match(CreateTime, /^\d{10}$/);
  assert(Math.abs(CreateTime - now()) < 60, "CreateTime is not now");
  return Content;
}

/** Reads `<xml>` with flat children, and throws at everything that is not well-formed. */
export function parse(xml) {
  // What XML 1.0 allows in a document.
  assert.match(xml, /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
  const [, children] = /^<xml>(.*)<\/xml>\s*$/su.exec(xml) ?? assert.fail(`no <xml>: ${xml}`);
  const fields = {};
  let rest = children;
  while (rest.trim() !== "") {
    const element = /^\s*<(\w+)>((?:<!\[CDATA\[.*?\]\]>|[^<>&]|&\w+;)*)<\/\1>/su.exec(rest);
    assert(element, `no element at: ${rest}`);
    const [whole, name, content] = element;
    assert(!(name in fields), `${name} twice`);
    fields[name] = content.replace(/<!\[CDATA\[(.*?)\]\]>|&(\w+);/gsu, (_, text, entity) =>
      entity === undefined ? text : (entities[entity] ?? assert.fail(`unknown entity ${entity}`)),
    );
    rest = rest.slice(whole.length);
  }
  return fields;
}

const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

// Safe mode (安全模式).

export const appId = "wx2c2769f8efd9abc2";
// The last character has spare bits set, as many that WeChat makes up.
export const aesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

/** random(16) ‖ length(4) ‖ message ‖ app id, padded to 32. */
export function plaintext(message, id = appId, surplus = 0) {
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return pad(Buffer.concat([randomBytes(16), length, text, Buffer.from(id)]), surplus);
}

export function pad(bytes, surplus = 0) {
  const padding = 32 - (bytes.length % 32) + surplus;
  return Buffer.concat([bytes, Buffer.alloc(padding, padding)]);
}

export function encrypt(bytes, encodingAesKey = aesKey) {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.final()]).toString("base64");
}

export function decrypt(base64, encodingAesKey = aesKey) {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  const cipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const bytes = Buffer.concat([cipher.update(base64, "base64"), cipher.final()]);
  const padding = bytes.at(-1);
  assert(padding >= 1 && padding <= 32, "padding");
  assert(bytes.subarray(-padding).every((byte) => byte === padding), "padding");
  const end = 20 + bytes.readUInt32BE(16);
  assert.equal(bytes.subarray(end, -padding).toString(), appId);
  return { random: bytes.subarray(0, 16), message: bytes.subarray(20, end).toString() };
}

/** A push in safe mode; `changes` replace what it is made of, `body` makes it of the ciphertext. */
export function sealed(text, changes = {}) {
  const { key, ciphertext = encrypt(plaintext(text), key), body, ...others } = changes;
  const parts = { timestamp: String(now()), nonce: "1320562132", token, ...others };
  const msg_signature = sign(parts.token, parts.timestamp, parts.nonce, ciphertext);
  return {
    method: "POST",
    query: query({ openid: user, encrypt_type: "aes", msg_signature, ...parts }),
    body: body?.(ciphertext) ?? envelope(ciphertext),
  };
}

export function envelope(ciphertext) {
  return `<xml>
    <ToUserName>${cdata(account)}</ToUserName>
    <Encrypt>${cdata(ciphertext)}</Encrypt>
</xml>`;
}

/** Opens a sealed reply as WeChat does; gives back the reply's XML and the random bytes. */
export function openReply(answer, { key = aesKey, token: signedWith = token } = {}) {
  assert.equal(answer.status, 200, answer.body);
  assert.equal(answer.headers.get("content-type"), "application/xml; charset=utf-8");
  const { Encrypt, MsgSignature, TimeStamp, Nonce, ...others } = parse(answer.body);
  assert.deepEqual(others, {});
  assert.match(TimeStamp, /^\d{10}$/);
  assert.equal(MsgSignature, sign(signedWith, TimeStamp, Nonce, Encrypt));
  return { nonce: Nonce, ...decrypt(Encrypt, key) };
}
