// A JavaScript Worker that records scans in D1 as one would write it: verified, parsed, a batch of an
// insert and an upsert, answered. It keeps less than this project does: no people, no unsubscribe, no
// hours, and a repeat counts in `daily` once more unless the insert's result is looked at, as here.
import { XMLParser } from "fast-xml-parser";

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false });

export default {
  async fetch(request, env) {
    const { searchParams } = new URL(request.url);
    const [timestamp, nonce] = [searchParams.get("timestamp"), searchParams.get("nonce")];
    const text = [env.WECHAT_TOKEN, timestamp, nonce].sort().join("");
    const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text));
    const signature = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (signature !== searchParams.get("signature")) return new Response(null, { status: 403 });
    const { xml } = parser.parse(await request.text());
    const scene = xml.Event === "subscribe" ? xml.EventKey.replace(/^qrscene_/, "") : xml.EventKey;
    const isNew = xml.Event === "subscribe" ? 1 : 0;
    const time = Number(xml.CreateTime);
    const day = new Date((time + 28_800) * 1000).toISOString().slice(0, 10);
    const { meta } = await env.DB.prepare(
      "INSERT INTO scan (openid, time, scene, is_new) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    ).bind(xml.FromUserName, time, scene, isNew).run();
    if (meta.changes > 0) {
      await env.DB.prepare(
        "INSERT INTO daily (day, scene, scans, new) VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET scans = scans + 1, new = new + excluded.new",
      ).bind(day, scene, isNew).run();
    }
    return new Response(
      `<xml><ToUserName><![CDATA[${xml.FromUserName}]]></ToUserName><FromUserName><![CDATA[${xml.ToUserName}]]></FromUserName><CreateTime>${Math.floor(Date.now() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[感谢您的关注！场景值:${scene}]]></Content></xml>`,
      { headers: { "Content-Type": "application/xml; charset=utf-8" } },
    );
  },
};
