// What visitors read and answer in the chat, and what of all messages reaches the object.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clients, eightDigits, startLogin, withLogin } from "./login.mjs";
import { back } from "./login-visitors.mjs";

const { grafana, forum } = clients;
/** Two digits that are not these. */
const otherThan = (number) => (number === "42" ? "43" : "42");

let login;
before(async () => (login = await startLogin({}, { codes: 100 })));
after(() => login?.stop());

describe("relayed codes", () => {
  test("who scans is told site, browser, place and time, and what to do where it is not them", async () => {
    const browsers = [
      [{ agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", cf: { country: "CN", city: "Hangzhou" } }, /Edge/, /Windows/, /Hangzhou|杭州/],
      [{ agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", cf: { country: "DE", city: "Berlin" } }, /Safari/, /Mac/, /Berlin/],
    ];
    for (const [options, ...told] of browsers) {
      const attempt = await login.browser(options).begin(forum);
      const texts = [await login.phone().scan(attempt.scene), await login.phone().say((await login.browser(options).begin(forum)).view.word)];
      for (const text of texts) {
        for (const pattern of [/论坛/, ...told, /\d\d:\d\d/, /不是我/]) assert.match(text, pattern);
      }
      assert.ok(!texts[0].includes(attempt.view.number), "the digits stand on the page alone");
    }
  });

  test("what a browser says of itself is cut, and no markup of the chat", async () => {
    const agents = ["", "<a href=\"weixin://bizmsgmenu?msgmenucontent=37\">x</a>", "x".repeat(2000), "]]></Content><Content>37", "Chrome 公司的人，请回复登录"];
    for (const agent of agents) {
      const attempt = await login.browser({ agent: Buffer.from(agent).toString("latin1") }).begin(forum);
      const text = await login.phone().scan(attempt.scene);
      assert.match(text, /论坛/);
      assert.doesNotMatch(text, /msgmenucontent=37|xx|CDATA|Content|公司|å/);
      assert.ok(Buffer.byteLength(text) <= 1000);
    }
  });

  test("不是我 ends it at once: the page says so, and the site learns access_denied", async () => {
    for (const by of ["scan", "word"]) {
      const { attempt, phone } = await login.pair();
      if (by === "scan") await phone.scan(attempt.scene);
      else await phone.say(attempt.view.word);
      assert.match(await phone.say("不是我"), /./);
      assert.equal(await attempt.stage(), "denied");
      await phone.say(attempt.view.number);
      await phone.say("登录");
      assert.equal(await attempt.stage(), "denied");
      const { error, state, iss } = back(await attempt.browser.ask(`${attempt.path}/cancel`), grafana.redirect);
      assert.deepEqual([error, state, iss], ["access_denied", "a state", login.url]);
    }
  });
});

describe("\"send these digits\"", () => {
  test("the word alone never confirms: the site is named first, and 登录 is a message of its own", async () => {
    const { attempt, phone } = await login.pair(forum);
    const told = await phone.say(attempt.view.word);
    assert.match(told, /论坛/);
    assert.match(told, /登录/);
    assert.deepEqual([await attempt.stage(), attempt.view.way], ["scanned", "word"]);
    await phone.say(attempt.view.word);
    await phone.say(attempt.view.number);
    assert.notEqual(await attempt.stage(), "confirmed");
  });

  test("登录 confirms for who was told, and for nobody else", async () => {
    const { attempt, phone } = await login.pair(forum);
    await phone.say(attempt.view.word);
    await login.phone().say("登录");
    assert.equal(await attempt.stage(), "scanned");
    await phone.say(" 登录\n");
    assert.equal(await attempt.stage(), "confirmed");
  });

  test("登录 does not confirm a scan, whose digits stand on the page", async () => {
    const { attempt, phone } = await login.pair(forum);
    await phone.scan(attempt.scene);
    await phone.say("登录");
    assert.notEqual(await attempt.stage(), "confirmed");
  });

  test("full-width digits, as a Chinese keyboard types them, are the same digits", async () => {
    const full = (text) => text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    const [one, two] = [await login.pair(), await login.pair()];
    await one.phone.say(full(one.attempt.view.word));
    assert.equal(await one.attempt.stage(), "scanned");
    await two.phone.scan(two.attempt.scene);
    await two.phone.say(full(two.attempt.view.number));
    assert.equal(await two.attempt.stage(), "confirmed");
  });
});

describe("guessed words", () => {
  const wrong = (attempt, at) => String((Number(attempt.view.word) + at + 1) % 1e6).padStart(6, "0");

  test("five wrong ones in 10 minutes, and the 6th is not looked at, right or not; nobody else is kept out", async () => {
    await withLogin({}, async (login) => {
      const { attempt, phone } = await login.pair(grafana);
      for (let at = 0; at < 5; at += 1) await phone.say(wrong(attempt, at));
      await phone.say(attempt.view.word);
      assert.equal(await attempt.stage(), "waiting");
      const other = login.phone();
      await other.say(attempt.view.word);
      assert.equal(await attempt.stage(), "scanned");

      await login.age(590);
      const second = await login.browser().begin(grafana);
      await phone.say(second.view.word);
      assert.equal(await second.stage(), "waiting", "9 minutes 50 later");
      await login.age(20);
      const third = await login.browser().begin(grafana);
      await phone.say(third.view.word);
      assert.equal(await third.stage(), "scanned", "10 minutes later");
    });
  });

  test("four wrong ones do not keep out the fifth that is right", async () => {
    const { attempt, phone } = await login.pair();
    for (let at = 0; at < 4; at += 1) await phone.say(wrong(attempt, at));
    await phone.say(attempt.view.word);
    assert.equal(await attempt.stage(), "scanned");
  });

  test("at once, no more than five are looked at", async () => {
    const { attempt, phone } = await login.pair();
    await Promise.all(Array.from({ length: 30 }, (_, at) => phone.say(wrong(attempt, at))));
    await phone.say(attempt.view.word);
    assert.equal(await attempt.stage(), "waiting");
  });

  test("a word is over after 120 s", async () => {
    await withLogin({}, async (login) => {
      const { attempt, phone } = await login.pair(grafana);
      await login.age(121);
      await phone.say(attempt.view.word);
      assert.equal(await attempt.stage(), "expired");
      await phone.say("登录");
      assert.equal(await attempt.stage(), "expired");
      assert.equal((await attempt.browser.ask(attempt.path)).status, 200);
    });
  });

  test("who scans in the last second has a minute to answer", async () => {
    await withLogin({ codes: 3 }, async (login) => {
      const { attempt, phone } = await login.pair(grafana);
      await login.age(110);
      await phone.scan(attempt.scene);
      await login.age(40);
      await phone.say(attempt.view.number);
      assert.equal(await attempt.stage(), "confirmed");
    });
  });

  test("a wrong number burns: there is no second guess of two digits", async () => {
    const { attempt, phone } = await login.pair();
    await phone.scan(attempt.scene);
    await phone.say(otherThan(attempt.view.number));
    assert.equal(await attempt.stage(), "burnt");
    await phone.say(attempt.view.number);
    assert.equal(await attempt.stage(), "burnt");
  });

  test("fifty wrong codes of the reverse way a minute, and for 60 s none is redeemed", async () => {
    await withLogin({ codes: 0 }, async (login) => {
      const phone = login.phone();
      const digits = async () => eightDigits(await phone.say("验证码"));
      const right = await digits();
      const guess = (at) => login.server(`?code=${String((Number(right) + at + 1) % 1e8).padStart(8, "0")}`);
      for (let at = 0; at < 51; at += 1) assert.equal((await guess(at)).body.data, "");
      assert.equal((await login.server(`?code=${right}`)).body.data ?? "", "");
      await login.age(61);
      assert.equal((await login.server(`?code=${await digits()}`)).body.data, phone.openid);
    });
  });
});

describe("what concerns no sign-in", () => {
  const texts = ["你好", "1", "12345", "1234567", "123 456", "登录一下", "login", "我要登录", "验证", "订单 42", "🏪", "３７号", "-37", "3.7"];
  const scenes = ["vip", "store-12", "login-1", "logins", "Login.1", "1000", "xlogin.1"];

  /** What stands in the object's place. */
  const standing = (className) => ({
    services: ['(name = "broken", worker = .broken)'],
    bindings: [`(name = "LOGIN", durableObjectNamespace = (className = "${className}", serviceName = "broken"))`],
    workers: (relative) => `
const broken :Workerd.Worker = (
  modules = [(name = "login.js", esModule = embed ${JSON.stringify(relative(new URL("stores/login.js", import.meta.url).pathname))})],
  compatibilityDate = "2026-10-01",
  durableObjectNamespaces = [(className = "${className}", uniqueKey = "broken")],
  durableObjectStorage = (inMemory = void),
);`,
  });

  test("never reaches the object: where it is broken or absent, the rules answer as ever", async () => {
    const answers = async (options) =>
      withLogin({ codes: 0, ...options }, async (login) => {
        const phone = login.phone("o-the-same-visitor-everywhere");
        const found = [];
        for (const text of texts) found.push(await phone.say(text));
        for (const scene of scenes) for (const isNew of [false, true]) found.push(await phone.scan(scene, { isNew }));
        found.push(await phone.push({ MsgType: "event", Event: "CLICK", EventKey: "ABOUT" }));
        found.push(await phone.push({ MsgType: "location", Location_X: 30.27, Location_Y: 120.15, Scale: 20, Label: "杭州" }));
        assert.doesNotMatch(login.log(), /the object was asked|that throws/);
        return found.map((one) => one?.replaceAll(/1\d{9}/g, "now"));
      });
    const ever = await answers({});
    assert.ok(new Set(ever).size > 5, "the rules say different things");
    assert.deepEqual(await answers({ besides: standing("Throwing") }), ever, "broken");
    assert.deepEqual(await answers({ besides: {} }), ever, "absent");
  });

  test("two digits that nobody waits for are an ordinary message", async () => {
    const phone = login.phone();
    const timeless = (xml) => xml.replaceAll(/1\d{9}/g, "now");
    const ordinary = timeless(await phone.say("随便"));
    for (const text of ["37", "登录", "不是我"]) assert.equal(timeless(await phone.say(text)), ordinary, text);
  });

  for (const className of ["Hanging", "Throwing"]) {
    test(`where the object is ${className.toLowerCase()}, WeChat has its answer within 5 s all the same`, async () => {
      await withLogin({ codes: 0, besides: standing(className) }, async (login) => {
        const pushes = [
          (phone) => phone.scan("login.1"),
          (phone) => phone.scan("login.1", { isNew: true }),
          (phone) => phone.scan("login"),
          (phone) => phone.say("123456"),
          (phone) => phone.say("37"),
          (phone) => phone.say("登录"),
          (phone) => phone.say("验证码"),
          (phone) => phone.unfollow(),
        ];
        const slowest = await Promise.all(
          pushes.map(async (push) => {
            const begun = performance.now();
            await push(login.phone());
            return performance.now() - begun;
          }),
        );
        assert.ok(Math.max(...slowest) < 4800, slowest.map(Math.round).join());
        const begun = performance.now();
        const { status } = await login.browser().authorize(grafana);
        assert.ok(status >= 500 && performance.now() - begun < 30_000, String(status));
        await login.worker.logged(/login|sign-in|object|LOGIN/);
        assert.doesNotMatch(login.log(), /panicked|RuntimeError/);
      });
    });
  }
});
