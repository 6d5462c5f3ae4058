// The endpoint in plaintext mode (明文模式): what it answers, and what it refuses.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as wechat from "./wechat.mjs";
import { assertRefused, assertRefusedFor, assertSuccess, get, message, now, post, send, textOf } from "./wechat.mjs";
import { start } from "./worker.mjs";

const limit = 64 * 1024;
let worker;
before(async () => {
  worker = await start({ WECHAT_TOKEN: wechat.token });
});
after(() => worker.stop());

describe("GET with a valid signature gives back echostr", () => {
  const echostrs = {
    "a number": "4375120948345356249",
    "blanks and a line end": " a b\n",
    "what a URL escapes": "a+b&c=d%20e?#",
    "what HTML would run": "<script>alert(1)</script>",
    "quotes, which JSON would add to": '"quoted"',
    Chinese: "回声字符串",
    emoji: "👩‍💻🎉",
  };
  for (const [name, echostr] of Object.entries(echostrs)) {
    test(name, async () => {
      const answer = await get(worker, { echostr });
      assert.deepEqual({ status: answer.status, body: answer.body }, { status: 200, body: echostr });
      assert.equal(answer.headers.get("content-type"), "text/plain; charset=utf-8");
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    });
  }
});

describe("a text is answered with the same text", () => {
  const texts = {
    Chinese: "你好，世界",
    emoji: "👨‍👩‍👧‍👦 🇨🇳 [微笑] /::)",
    "several lines": "一\n二\n三",
    "blanks around": "  a  ",
    markup: "<a href=\"x\">&amp;</a> & < > ' \"",
    "the end of a CDATA section": "]]> ]]]]>> ]]>",
    "an XML document": "<xml><MsgType><![CDATA[event]]></MsgType></xml>",
    "characters beyond 16 bits": "𠮷𝄞\u{10ffff}",
    "exactly 2048 bytes": `${"字".repeat(682)}ab`,
  };
  for (const [name, Content] of Object.entries(texts)) {
    test(name, async () => {
      const answer = await post(worker, message({ MsgType: "text", Content, MsgId: 1 }));
      assert.equal(textOf(answer), Content);
    });
  }

  test("without the characters that XML forbids", async () => {
    const answer = await post(worker, message({ MsgType: "text", Content: "a\u0000b\u001bc\uffffd" }));
    assert.equal(textOf(answer), "abcd");
  });

  test("escaped in place of CDATA, or both", async () => {
    const body = message({ MsgType: "text", Content: "#" });
    const content = "&lt;a&gt; <![CDATA[<b>]]>&#x4F60;<![CDATA[ & ]]>";
    assert.equal(textOf(await post(worker, body.replace("<![CDATA[#]]>", content))), "<a> <b>你 & ");
  });

  for (const Content of ["", "\u0000\u001b"]) {
    test(`none is sent for ${JSON.stringify(Content)}: WeChat would show an error`, async () => {
      const from = worker.log().length;
      assertSuccess(await post(worker, message({ MsgType: "text", Content })));
      await worker.logged(/empty/, from);
    });
  }

  test("cut at a character, where it is longer than WeChat sends", async () => {
    const answer = await post(worker, message({ MsgType: "text", Content: "字".repeat(700) }));
    const content = textOf(answer);
    assert.equal(content, `${"字".repeat(681)}…`);
    assert(Buffer.byteLength(content) <= 2048);
  });
});

describe("a message is answered by its kind", () => {
  const other = "I love you, itcast!";
  const thanks = "感谢您的关注！";
  const event = (Event, EventKey) => ({ MsgType: "event", Event, EventKey, Ticket: "t" });
  const location = { Location_X: "23.137466", Location_Y: "113.352425", Scale: "20", Label: "广州市" };
  const rows = [
    [{ MsgType: "voice", MediaId: "m", Format: "amr", Recognition: "今天天气" }, "今天天气"],
    [{ MsgType: "voice", MediaId: "m", Format: "amr", Recognition: "" }, "未识别"],
    [{ MsgType: "voice", MediaId: "m", Format: "amr" }, "未识别"],

    [{ MsgType: "image", PicUrl: "http://example.com/a?b&c", MediaId: "m" }, other],
    [{ MsgType: "video", MediaId: "m", ThumbMediaId: "t" }, other],
    [{ MsgType: "shortvideo", MediaId: "m", ThumbMediaId: "t" }, other],
    [{ MsgType: "location", ...location }, other],
    [{ MsgType: "link", Title: "t", Description: "d", Url: "http://example.com" }, other],
    [{ MsgType: "a_kind_of_next_year", Any: "thing" }, other],

    [event("subscribe", "qrscene_123"), `${thanks}场景值:123`],
    [event("subscribe", "qrscene_店/1号 🏪"), `${thanks}场景值:店/1号 🏪`],
    [event("subscribe", "qrscene_qrscene_1"), `${thanks}场景值:qrscene_1`],
    [event("subscribe", `qrscene_${"s".repeat(64)}`), `${thanks}场景值:${"s".repeat(64)}`],

    [event("subscribe", undefined), thanks],
    [event("subscribe", ""), thanks],
    [event("subscribe", "qrscene_"), thanks],
    [event("subscribe", "last_trade_no_4200002"), thanks],

    [event("SCAN", "123"), "您扫描的场景值为：123"],
    [event("scan", "]]>"), "您扫描的场景值为：]]>"],
    [event("Scan", "qrscene_123"), "您扫描的场景值为：qrscene_123"],
  ];
  for (const [fields, reply] of rows) {
    test(Object.values(fields).join(" "), async () => {
      assert.equal(textOf(await post(worker, message(fields))), reply);
    });
  }
});

describe("any other event is answered with success", () => {
  const rows = [
    { Event: "unsubscribe" },
    { Event: "unsubscribe", EventKey: "last_trade_no_4200002" },
    { Event: "CLICK", EventKey: "V1001_TODAY_MUSIC" },
    { Event: "VIEW", EventKey: "http://example.com/?a=b&c" },
    { Event: "LOCATION", Latitude: "23.137466", Longitude: "113.352425", Precision: "119.385040" },
    { Event: "TEMPLATESENDJOBFINISH", MsgID: 200163836, Status: "success" },
    { Event: "an_event_of_next_year", Any: "thing" },
    { Event: "事件" },
  ];
  for (const fields of rows) {
    test(Object.values(fields).join(" "), async () => {
      assertSuccess(await post(worker, message({ MsgType: "event", ...fields })));
    });
  }
});

describe("what WeChat would not have sent is refused with 403", () => {
  const sane = () => ({ timestamp: String(now()), nonce: "486452656" });
  const signed = (changes) => wechat.query({ echostr: "e", ...changes });
  const unsigned = (signature) => new URLSearchParams({ ...sane(), echostr: "e", signature });
  const twice = (key, value) => `${signed()}&${key}=${value}`;
  const right = () => wechat.sign(wechat.token, ...Object.values(sane()));

  const queries = {
    "no query": () => "",
    "no signature": () => new URLSearchParams({ ...sane(), echostr: "e" }),
    "an empty signature": () => unsigned(""),
    "a wrong signature": () => unsigned("0".repeat(40)),
    "a signature cut short": () => unsigned(right().slice(0, 39)),
    "a signature and more": () => unsigned(`${right()}0`),
    "a signature of another token": () => signed({ token: "another" }),
    "a signature of an empty token": () => signed({ token: "" }),
    "another nonce than was signed": () => `${signed()}`.replace("nonce=4", "nonce=5"),
    "no nonce": () => signed({ nonce: undefined }),
    "no timestamp": () => signed({ timestamp: undefined }),
    "an empty timestamp": () => signed({ timestamp: "" }),
    "a timestamp of 9 digits": () => signed({ timestamp: "999999999" }),
    "a timestamp of 11 digits": () => signed({ timestamp: `0${now()}` }),
    "a timestamp in milliseconds": () => signed({ timestamp: `${now()}000` }),
    "a timestamp with a sign": () => signed({ timestamp: `+${String(now()).slice(1)}` }),
    "a timestamp with a blank": () => signed({ timestamp: ` ${now()}` }),
    "a timestamp in full-width digits": () => signed({ timestamp: "１７１４０３７０５９" }),
    "a timestamp in hexadecimal": () => signed({ timestamp: "0x66299e00" }),
    "a timestamp 6 minutes old": () => signed({ timestamp: String(now() - 360) }),
    "a timestamp 6 minutes ahead": () => signed({ timestamp: String(now() + 360) }),
    "parts moved between timestamp and nonce": () => {
      const timestamp = String(now());
      const signature = wechat.sign(wechat.token, timestamp, "486452656");
      const moved = { timestamp: `${timestamp}4`, nonce: "86452656" };
      return new URLSearchParams({ ...moved, echostr: "e", signature });
    },
    "signature twice": () => twice("signature", right()),
    "timestamp twice": () => twice("timestamp", now()),
    "nonce twice": () => twice("nonce", "1"),
    "echostr twice": () => twice("echostr", "e"),
    "a key twice, one of them escaped": () => twice("n%6Fnce", "1"),
    "an unknown key twice": () => `${signed()}&a=1&a=1`,
  };
  const body = message({ MsgType: "text", Content: "a" });
  // Neighbours have the same reason, which one Worker logs once a second.
  const workers = [];
  before(async () => {
    for (let i = 0; i < 8; i += 1) workers.push(await start({ WECHAT_TOKEN: wechat.token }));
  });
  after(() => Promise.all(workers.map((worker) => worker.stop())));
  let count = 0;
  for (const request of [{ method: "GET" }, { method: "POST", body }]) {
    for (const [name, query] of Object.entries(queries)) {
      const turn = (count += 1);
      test(`${request.method}: ${name}`, async () => {
        const worker = workers[turn % workers.length];
        const reason = /signature|timestamp|nonce|echostr|twice/;
        await assertRefusedFor(worker, () => send(worker, { ...request, query: query() }), 403, reason);
      });
    }
  }

  test("a timestamp 4 minutes off is none of that", async () => {
    for (const seconds of [-240, 240]) {
      const answer = await get(worker, { timestamp: String(now() + seconds), echostr: "e" });
      assert.equal(answer.status, 200);
    }
  });
});

describe("a body that is no message is refused with 400", () => {
  const text = { MsgType: "text", Content: "a" };
  const good = message(text);
  const content = (xml) => good.replace("<![CDATA[a]]>", xml);
  const rows = {
    empty: "",
    "no XML": "MsgType=text",
    JSON: '{"MsgType":"text"}',
    "cut short": good.slice(0, -1),
    "without an end tag": good.replace("</MsgType>", ""),
    "wrongly nested": "<xml><ToUserName><FromUserName>a</ToUserName></FromUserName></xml>",
    "with two roots": good + good,
    "with text behind the root": `${good}a`,
    "with an unknown entity": content("&nbsp;"),
    "with a lone &": content("a & b"),
    "with an attribute": good.replace("<xml>", '<xml a="b">'),
    "with a DOCTYPE": `<!DOCTYPE xml>${good}`,
    "with an entity of its own": `<!DOCTYPE xml [<!ENTITY a "b">]>${content("&a;")}`,
    "with an external entity": `<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///a">]>${content("&a;")}`,
    "not UTF-8": Buffer.from(content("\u00e9"), "latin1"),
    "in UTF-16": Buffer.from(`\ufeff${good}`, "utf16le"),
    "without ToUserName": message({ ...text, ToUserName: undefined }),
    "without FromUserName": message({ ...text, FromUserName: undefined }),
    "without MsgType": message({ ...text, MsgType: undefined }),
    "9 levels deep": good.replace("</xml>", `${"<a>".repeat(8)}${"</a>".repeat(8)}</xml>`),
    "of 10 000 levels": "<xml>".repeat(10_000),
    "of 300 elements": good.replace("</xml>", `${"<a/>".repeat(300)}</xml>`),
    "with a field of 9 KiB": message({ ...text, Content: "a".repeat(9 * 1024) }),
  };
  for (const [name, body] of Object.entries(rows)) {
    test(name, async () => {
      await assertRefusedFor(worker, () => post(worker, body), 400, /\S/);
    });
  }

  test("the limits themselves are none", async () => {
    const deep = `${"<a>".repeat(7)}${"</a>".repeat(7)}`;
    const long = `<b>${"b".repeat(8 * 1024)}</b>`;
    // With <xml>, the five fields of the message, `deep` and `long`.
    const many = "<c/>".repeat(256 - 1 - 5 - 7 - 1);
    const body = good.replace("</xml>", `${deep}${long}${many}</xml>`);
    assert.equal(textOf(await post(worker, body)), "a");
  });

  test("a byte order mark and a declaration are no fault", async () => {
    const body = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n${good}\n`;
    assert.equal(textOf(await post(worker, body)), "a");
  });
});

describe("a body is at most 64 KiB long", () => {
  const padded = (size) => {
    const body = message({ MsgType: "text", Content: "字" });
    return body.replace("</xml>", `${" ".repeat(size - Buffer.byteLength(body))}</xml>`);
  };
  const chunked = (body) =>
    new ReadableStream({
      start(controller) {
        const bytes = Buffer.from(body);
        for (let at = 0; at < bytes.length; at += 8000) {
          controller.enqueue(bytes.subarray(at, at + 8000));
        }
        controller.close();
      },
    });

  for (const [name, sent] of Object.entries({ "Content-Length": (body) => body, chunks: chunked })) {
    test(`64 KiB are accepted, with ${name}`, async () => {
      assert.equal(textOf(await post(worker, sent(padded(limit)))), "字");
    });

    test(`one byte more is refused with 413, with ${name}`, async () => {
      assertRefused(await post(worker, sent(padded(limit + 1))), 413);
    });
  }

  test("what never ends is refused when 64 KiB have come", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        // Silent after 80 KiB, but not closed: who waits for the end waits for ever.
        if (sent < limit + 16_384) controller.enqueue(Buffer.alloc(8192, " "));
        else return new Promise(() => {});
        sent += 8192;
      },
    });
    assertRefused(await post(worker, endless), 413);
  });
});

describe("other methods get 405", () => {
  for (const method of ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]) {
    test(method, async () => {
      const answer = await send(worker, { method, query: wechat.query({ echostr: "e" }) });
      assertRefused(answer, 405);
      assert.equal(answer.headers.get("allow"), "GET, POST");
    });
  }
});

describe("other paths get 404", () => {
  for (const path of ["/", "/wechat/", "/wechat/a", "/WeChat", "/wechats", "//wechat", "/api/wechat"]) {
    for (const method of ["GET", "POST"]) {
      test(`${method} ${path}`, async () => {
        const query = wechat.query({ echostr: "e" });
        assertRefused(await send(worker, { method, path, query }), 404);
      });
    }
  }
});
