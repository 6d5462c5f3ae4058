// The rules of an owner's file with everything in it, built into the Worker and asked over HTTP.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { everything } from "./variant.mjs";
import * as wechat from "./wechat.mjs";
import { assertSuccess, message, post, textOf } from "./wechat.mjs";
import { start } from "./worker.mjs";

let worker;
before(async () => {
  worker = await start({ WECHAT_TOKEN: wechat.token }, everything());
});
after(() => worker?.stop());

const event = (Event, EventKey) => message({ MsgType: "event", Event, EventKey });
const scan = (scene) => event("SCAN", scene);
const subscribe = (scene) => event("subscribe", `qrscene_${scene}`);
const text = (Content) => message({ MsgType: "text", Content });
const voice = (Recognition) => message({ MsgType: "voice", Recognition });
const location = message({
  MsgType: "location",
  Location_X: 30.274085,
  Location_Y: 120.15507,
  Label: " 浙江省杭州市",
});

const texts = {
  "an exact scene, by a new follower": [subscribe("vip"), "贵宾您好"],
  "a scene with a part, by a new follower": [subscribe("store-12"), "欢迎光临 12 号店"],
  "a scene with a part, by a follower": [scan("store-十二"), `十二 号店欢迎您回来 {${wechat.user}}`],
  "an expression's group": [text("订单 42 在哪"), "订单 42：订单 42 在哪"],
  "an expression, of a voice": [voice("订单7"), "订单 7：订单7"],
  "fields of the message": [location, "您在 浙江省杭州市（30.274085, 120.15507）"],
};
for (const [name, [body, reply]] of Object.entries(texts)) {
  test(name, async () => assert.equal(textOf(await post(worker, body)), reply));
}

const others = {
  "a range of scenes": [scan("1500"), /<Image><MediaId><!\[CDATA\[SAMPLE-image]]><\/MediaId><\/Image>/],
  "a menu key": [event("CLICK", "ABOUT"), /<Video><MediaId><!\[CDATA\[SAMPLE-video]]>.*关于.*我们/],
  "the start of a menu key": [event("CLICK", "SONG_1"), /<Title><!\[CDATA\[SONG_1]]>.*<HQMusicUrl>/],
  "words in any letter case": [text(" Hello "), /<Voice><MediaId><!\[CDATA\[SAMPLE-voice]]>/],
  "words at the start": [text("人工！"), /\[transfer_customer_service]]><\/MsgType><\/xml>$/],
  "words anywhere": [text("找小李"), /<TransInfo><KfAccount><!\[CDATA\[kf01@sample]]>/],
  "any other message": [text("?"), /\[transfer_biz_ai_ivr]]><\/MsgType><\/xml>$/],
  "values in a URL, escaped": [
    scan("order/a&b=c/盒"),
    /<ArticleCount>2<.*订单 a&b=c]]>.*第 盒 件.*\?id=a%26b%3Dc]]>.*我们的店/,
  ],
};
for (const [name, [body, reply]] of Object.entries(others)) {
  test(name, async () => {
    const answer = await post(worker, body);
    assert.equal(answer.status, 200);
    assert.match(answer.body, reply);
  });
}

const silent = {
  "a rule that says nothing": event("subscribe", ""),
  "an event that no rule takes": event("VIEW", "https://example.com/"),
  "a scan that no rule takes": scan("999"),
};
for (const [name, body] of Object.entries(silent)) {
  test(`nothing is said to ${name}`, async () => assertSuccess(await post(worker, body)));
}
