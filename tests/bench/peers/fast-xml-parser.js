// The peer: the same answers as good developers write them in JavaScript. URL and URLSearchParams,
// fast-xml-parser, node:crypto; the parser and the key are made once per isolate.
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { XMLParser } from "fast-xml-parser";

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false });
const TOLERANCE = 300;

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname !== "/wechat") return new Response(null, { status: 404 });
    const query = url.searchParams;
    const timestamp = query.get("timestamp") ?? "";
    const nonce = query.get("nonce") ?? "";
    const now = Math.floor(Date.now() / 1000);
    if (!/^\d{10}$/.test(timestamp) || Math.abs(timestamp - now) > TOLERANCE) return refuse(403);

    switch (request.method) {
      case "GET":
        if (!verify(query.get("signature"), env.WECHAT_TOKEN, timestamp, nonce)) return refuse(403);
        return respond(query.get("echostr") ?? "", "text/plain");
      case "POST":
        break;
      default:
        return new Response(null, { status: 405, headers: { Allow: "GET, POST" } });
    }

    const body = await request.text();
    if (body.length > 65536) return refuse(413);
    if (!env.WECHAT_AES_KEY) {
      if (!verify(query.get("signature"), env.WECHAT_TOKEN, timestamp, nonce)) return refuse(403);
      const message = parser.parse(body).xml;
      if (!message?.MsgType) return refuse(400);
      const content = dispatch(message);
      if (content === undefined) return respond("success", "text/plain");
      return respond(reply(message, content, now), "application/xml");
    }

    const encrypted = parser.parse(body).xml?.Encrypt;
    if (typeof encrypted !== "string") return refuse(403);
    const signature = query.get("msg_signature");
    if (!verify(signature, env.WECHAT_TOKEN, timestamp, nonce, encrypted)) return refuse(403);
    const key = keyOf(env);
    const opened = open(encrypted, key, env.WECHAT_APP_ID);
    if (opened === undefined) return refuse(403);
    const message = parser.parse(opened).xml;
    if (!message?.MsgType) return refuse(400);
    const content = dispatch(message);
    if (content === undefined) return respond("success", "text/plain");
    const sealed = seal(reply(message, content, now), key, env.WECHAT_APP_ID);
    const signed = sign(env.WECHAT_TOKEN, String(now), nonce, sealed);
    return respond(
      `<xml><Encrypt><![CDATA[${sealed}]]></Encrypt><MsgSignature><![CDATA[${signed}]]></MsgSignature><TimeStamp>${now}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`,
      "application/xml",
    );
  },
};

function dispatch({ MsgType, Event = "", EventKey = "", Content, Recognition }) {
  switch (MsgType) {
    case "text":
      return Content;
    case "voice":
      return Recognition || "未识别";
    case "event":
      break;
    default:
      return "I love you, itcast!";
  }
  switch (Event.toLowerCase()) {
    case "subscribe":
      return EventKey.startsWith("qrscene_")
        ? `感谢您的关注！场景值:${EventKey.slice("qrscene_".length)}`
        : "感谢您的关注！";
    case "scan":
      return `您扫描的场景值为：${EventKey}`;
  }
}

function reply({ ToUserName, FromUserName }, content, now) {
  return `<xml><ToUserName>${cdata(FromUserName)}</ToUserName><FromUserName>${cdata(ToUserName)}</FromUserName><CreateTime>${now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>${cdata(content)}</Content></xml>`;
}

function cdata(text) {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

function sign(...parts) {
  return createHash("sha1").update(parts.sort().join("")).digest("hex");
}

function verify(given, ...parts) {
  const expected = Buffer.from(sign(...parts));
  const actual = Buffer.from(given ?? "");
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

let cachedKey;
function keyOf(env) {
  return (cachedKey ??= Buffer.from(`${env.WECHAT_AES_KEY}=`, "base64"));
}

function open(encrypted, key, appId) {
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(encrypted, "base64"), decipher.final()]);
  const padding = plain.at(-1);
  if (padding < 1 || padding > 32) return undefined;
  const end = 20 + plain.readUInt32BE(16);
  if (plain.toString("utf8", end, plain.length - padding) !== appId) return undefined;
  return plain.toString("utf8", 20, end);
}

function seal(message, key, appId) {
  const text = Buffer.from(message);
  const head = Buffer.concat([randomBytes(16), Buffer.alloc(4), text, Buffer.from(appId)]);
  head.writeUInt32BE(text.length, 16);
  const padding = 32 - (head.length % 32);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(Buffer.concat([head, Buffer.alloc(padding, padding)])),
    cipher.final(),
  ]).toString("base64");
}

function respond(body, type) {
  return new Response(body, {
    headers: { "Content-Type": `${type}; charset=utf-8`, "X-Content-Type-Options": "nosniff" },
  });
}

function refuse(status) {
  return new Response(null, { status });
}
