// The leanest peer that could be written by hand: no library, no URL, no XML parser, SHA-1 in
// JavaScript for the few bytes of `signature`, everything made once that can be. It trades care for
// speed: whatever is not as WeChat usually sends it is refused or read wrongly.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const xml = {
  headers: {
    "Content-Type": "application/xml; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
  },
};
const text = {
  headers: { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
};

export default {
  async fetch(request, env) {
    const url = request.url;
    const start = url.indexOf("?");
    if (start < 0 || !url.startsWith("/wechat", url.indexOf("/", 8))) return refuse(404);
    const timestamp = parameter(url, start, "timestamp=");
    const nonce = parameter(url, start, "nonce=");
    const now = Math.floor(Date.now() / 1000);
    if (timestamp.length !== 10 || !(Math.abs(timestamp - now) <= 300)) return refuse(403);
    if (request.method !== "POST") {
      if (request.method !== "GET") return refuse(405);
      if (!verify(url, start, env, timestamp, nonce)) return refuse(403);
      return new Response(parameter(url, start, "echostr="), text);
    }

    if (!(request.headers.get("Content-Length") <= 65536)) return refuse(413);
    const body = await request.text();
    if (env.WECHAT_AES_KEY === undefined) {
      if (!verify(url, start, env, timestamp, nonce)) return refuse(403);
      const content = dispatch(body);
      if (content === "") return new Response("success", text);
      return new Response(reply(body, content, now), xml);
    }

    const encrypted = element(body, "<Encrypt>", "</Encrypt>");
    const given = parameter(url, start, "msg_signature=");
    if (sign([env.WECHAT_TOKEN, timestamp, nonce, encrypted]) !== given) return refuse(403);
    const key = (cachedKey ??= Buffer.from(`${env.WECHAT_AES_KEY}=`, "base64"));
    const iv = key.subarray(0, 16);
    const plain = createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false).update(encrypted, "base64");
    const end = 20 + plain.readUInt32BE(16);
    if (plain.latin1Slice(end, plain.length - plain[plain.length - 1]) !== env.WECHAT_APP_ID) return refuse(403);
    const message = plain.utf8Slice(20, end);
    const content = dispatch(message);
    if (content === "") return new Response("success", text);

    const answer = reply(message, content, now);
    const length = Buffer.byteLength(answer);
    const unpadded = 20 + length + env.WECHAT_APP_ID.length;
    const padding = 32 - (unpadded % 32);
    const sealed = Buffer.alloc(unpadded + padding, padding);
    randomBytes(16).copy(sealed);
    sealed.writeUInt32BE(length, 16);
    sealed.utf8Write(answer, 20, length);
    sealed.latin1Write(env.WECHAT_APP_ID, 20 + length, env.WECHAT_APP_ID.length);
    const encrypt = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false).update(sealed, undefined, "base64");
    const signature = sign([env.WECHAT_TOKEN, `${now}`, nonce, encrypt]);
    return new Response(
      `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>${now}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`,
      xml,
    );
  },
};

let cachedKey;

function parameter(url, start, name) {
  const at = url.indexOf(name, start);
  // Not inside another name: `signature=` ends `msg_signature=` too.
  const before = url.charCodeAt(at - 1);
  if (at < 0) return "";
  if (before !== 38 && before !== 63) return parameter(url, at + 1, name);
  const end = url.indexOf("&", at);
  return url.slice(at + name.length, end < 0 ? undefined : end);
}

function element(body, open, close) {
  let start = body.indexOf(open);
  if (start < 0) return "";
  start += open.length;
  const end = body.indexOf(close, start);
  return body.startsWith("<![CDATA[", start) ? body.slice(start + 9, end - 3) : body.slice(start, end);
}

function dispatch(body) {
  const type = element(body, "<MsgType>", "</MsgType>");
  if (type === "event") {
    const event = element(body, "<Event>", "</Event>").toLowerCase();
    const key = element(body, "<EventKey>", "</EventKey>");
    if (event === "subscribe") {
      return key.startsWith("qrscene_") ? `感谢您的关注！场景值:${key.slice(8)}` : "感谢您的关注！";
    }
    return event === "scan" ? `您扫描的场景值为：${key}` : "";
  }
  if (type === "text") return element(body, "<Content>", "</Content>");
  if (type === "voice") return element(body, "<Recognition>", "</Recognition>") || "未识别";
  return "I love you, itcast!";
}

function reply(body, content, now) {
  const to = element(body, "<FromUserName>", "</FromUserName>");
  const from = element(body, "<ToUserName>", "</ToUserName>");
  const safe = content.includes("]]>") ? content.replaceAll("]]>", "]]]]><![CDATA[>") : content;
  return `<xml><ToUserName><![CDATA[${to}]]></ToUserName><FromUserName><![CDATA[${from}]]></FromUserName><CreateTime>${now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${safe}]]></Content></xml>`;
}

function refuse(status) {
  return new Response(null, { status });
}

function verify(url, start, env, timestamp, nonce) {
  const given = parameter(url, start, "signature=");
  const text = [env.WECHAT_TOKEN, timestamp, nonce].sort().join("");
  return (text.length < 56 ? sha1(text) : sign([text])) === given;
}

function sign(parts) {
  return createHash("sha1").update(parts.sort().join("")).digest("hex");
}

// SHA-1 of one block (RFC 3174): less than a call into node:crypto costs.
const w = new Int32Array(80);
function sha1(text) {
  w.fill(0, 0, 16);
  const length = text.length;
  for (let i = 0; i < length; i += 1) w[i >> 2] |= text.charCodeAt(i) << (24 - (i & 3) * 8);
  w[length >> 2] |= 0x80 << (24 - (length & 3) * 8);
  w[15] = length * 8;
  for (let i = 16; i < 80; i += 1) {
    const x = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16];
    w[i] = (x << 1) | (x >>> 31);
  }
  let a = 0x67452301, b = 0xefcdab89 | 0, c = 0x98badcfe | 0, d = 0x10325476, e = 0xc3d2e1f0 | 0;
  for (let i = 0; i < 80; i += 1) {
    const f =
      i < 20 ? ((b & c) | (~b & d)) + 0x5a827999
      : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
      : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
      : (b ^ c ^ d) + 0xca62c1d6;
    const t = (((a << 5) | (a >>> 27)) + f + e + w[i]) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = t;
  }
  return hex(a + 0x67452301) + hex(b + 0xefcdab89) + hex(c + 0x98badcfe) + hex(d + 0x10325476) + hex(e + 0xc3d2e1f0);
}

function hex(word) {
  return (word >>> 0).toString(16).padStart(8, "0");
}
