// What comes from WeChat, or seems to: forged, repeated, replayed, late, of two visitors.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clients, eightDigits, startLogin, withLogin } from "./login.mjs";
import { nextMessage } from "./login-visitors.mjs";
import * as wechat from "./wechat.mjs";

const { grafana } = clients;
/** Two digits that are not these. */
const otherThan = (number) => (number === "42" ? "43" : "42");

let login;
before(async () => (login = await startLogin({}, { codes: 100 })));
after(() => login?.stop());

describe("forged or altered callbacks", () => {
  test("without an AES key a plaintext SCAN changes nothing: the rules answer it", async () => {
    await withLogin({ variables: { WECHAT_AES_KEY: undefined, WECHAT_APP_ID: undefined }, codes: 0 }, async (login) => {
      const scan = wechat.message({ MsgType: "event", Event: "SCAN", EventKey: "login.1", Ticket: "t" });
      const { status, body } = await wechat.post(login, scan);
      assert.equal(status, 200);
      assert.doesNotMatch(body, /登录|回复/);
    });
  });

  test("with one, what is not sealed or altered moves no attempt", async () => {
    const { attempt, phone } = await login.pair();
    const xml = (openid) => wechat.message({ FromUserName: openid, CreateTime: wechat.now(), MsgType: "event", Event: "SCAN", EventKey: attempt.scene, Ticket: "t" });
    const right = wechat.sealed(xml(phone.openid), { openid: phone.openid });
    const flipped = (text, at) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    const altered = {
      "plaintext, rightly signed": { method: "POST", query: wechat.query(), body: xml(phone.openid) },
      "sealed with another key": wechat.sealed(xml(phone.openid), { key: "A".repeat(43) }),
      "signed with another token": wechat.sealed(xml(phone.openid), { token: "another" }),
      "for another account": wechat.sealed("", { ciphertext: wechat.encrypt(wechat.plaintext(xml(phone.openid), "wx0000000000000000")) }),
      "a bit of it changed": { ...right, body: flipped(right.body, right.body.indexOf("<Encrypt>") + 60) },
      "an hour old": wechat.sealed(xml(phone.openid), { timestamp: String(wechat.now() - 3600) }),
    };
    for (const [name, push] of Object.entries(altered)) {
      const { status, body } = await wechat.send(login, push);
      assert.ok(status >= 400, `${name}: ${status}`);
      assert.equal(body, "", name);
    }
    assert.equal(await attempt.stage(), "waiting");
    assert.equal((await wechat.send(login, right)).status, 200);
    assert.equal(await attempt.stage(), "scanned");
  });

  test("what stands in plain beside the seal (兼容模式) is not believed: who scanned is whom the seal names", async () => {
    const { attempt, phone } = await login.pair();
    const fields = { CreateTime: wechat.now(), MsgType: "event", Event: "SCAN", Ticket: "t" };
    const sealed = (EventKey) => wechat.message({ ...fields, FromUserName: phone.openid, EventKey });
    const beside = (openid, EventKey) => ({
      body: (ciphertext) => wechat.message({ ...fields, FromUserName: openid, EventKey, Encrypt: ciphertext }),
      openid,
    });
    const victim = login.phone();
    await wechat.send(login, wechat.sealed(sealed("elsewhere"), beside(victim.openid, attempt.scene)));
    assert.equal(await attempt.stage(), "waiting");
    await wechat.send(login, wechat.sealed(sealed(attempt.scene), beside(victim.openid, attempt.scene)));
    await victim.say(attempt.view.number);
    assert.equal(await attempt.stage(), "scanned");
    await phone.say(attempt.view.number);
    const { code } = await attempt.finish();
    const { body } = await login.exchange(grafana, { form: attempt.redeem(code) });
    assert.equal((await login.verified(body.id_token, grafana)).sub, phone.openid);
  });
});

describe("replayed callbacks, and WeChat's own repeats", () => {
  test("each push three times, one after the other and at once: the same answer, one effect", async () => {
    for (const inTurn of [true, false]) {
      const { attempt, phone } = await login.pair();
      const three = async (push) => {
        if (!inTurn) return Promise.all([push(), push(), push()]);
        return [await push(), await push(), await push()];
      };
      const CreateTime = wechat.now();
      // How many seconds are left may have changed by one.
      const scanned = (await three(() => phone.scan(attempt.scene, { CreateTime }))).map((text) => text.replace(/\d+ 秒/, ""));
      assert.ok(scanned[0].includes(grafana.name));
      assert.deepEqual(scanned, Array(3).fill(scanned[0]));
      assert.equal(await attempt.stage(), "scanned");
      const MsgId = nextMessage();
      const confirmed = await three(() => phone.say(attempt.view.number, { MsgId }));
      assert.deepEqual(confirmed, Array(3).fill(confirmed[0]));
      assert.equal(await attempt.stage(), "confirmed");
      const { code } = await attempt.finish();
      assert.equal((await login.exchange(grafana, { form: attempt.redeem(code) })).status, 200);
      // What comes late changes nothing, and gets the same answer.
      assert.equal(await phone.say(attempt.view.number, { MsgId }), confirmed[0]);
      await phone.scan(attempt.scene, { CreateTime });
      assert.equal(await attempt.stage(), "finished");
    }
  });

  test("so it is with the word, a wrong number and 不是我", async () => {
    const thrice = async (phone, text) => {
      const MsgId = nextMessage();
      const said = [await phone.say(text, { MsgId }), ...(await Promise.all([1, 2].map(() => phone.say(text, { MsgId }))))];
      const answers = said.map((text) => text.replace(/\d+ 秒/, ""));
      assert.deepEqual(answers, Array(3).fill(answers[0]), text);
      return answers[0];
    };
    const word = await login.pair();
    await thrice(word.phone, word.attempt.view.word);
    await thrice(word.phone, "登录");
    assert.equal(await word.attempt.stage(), "confirmed");

    const wrong = await login.pair();
    await wrong.phone.scan(wrong.attempt.scene);
    await thrice(wrong.phone, otherThan(wrong.attempt.view.number));
    assert.equal(await wrong.attempt.stage(), "burnt");

    const denied = await login.pair();
    await denied.phone.scan(denied.attempt.scene);
    await thrice(denied.phone, "不是我");
    assert.equal(await denied.attempt.stage(), "denied");
  });

  test("each answer to a repeated 验证码 is good, since nobody knows which of them WeChat shows", async () => {
    const phone = login.phone();
    const MsgId = nextMessage();
    const texts = await Promise.all([1, 2, 3].map(() => phone.say("验证码", { MsgId })));
    for (const text of texts) {
      const digits = eightDigits(text);
      assert.equal((await login.server(`?code=${digits}`)).body.data, phone.openid);
    }
  });

  test("a wrong word that WeChat repeats is one wrong word", async () => {
    const { attempt, phone } = await login.pair();
    const wrong = String((Number(attempt.view.word) + 1) % 1e6).padStart(6, "0");
    const MsgId = nextMessage();
    for (let times = 0; times < 10; times += 1) await phone.say(wrong, { MsgId });
    await phone.say(attempt.view.word);
    assert.equal(await attempt.stage(), "scanned");
  });

  test("replayed after the code was lent anew: nothing", async () => {
    await withLogin({ codes: 1 }, async (login) => {
      const { attempt, phone } = await login.pair(grafana);
      const CreateTime = wechat.now();
      await phone.scan("login.1", { CreateTime });
      await phone.say(attempt.view.number);
      const { code } = await attempt.finish();
      assert.equal((await login.exchange(grafana, { form: attempt.redeem(code) })).status, 200);
      await login.age(800, { ids: true });
      const victim = await login.browser().begin(grafana);
      assert.equal(victim.scene, "login.1", "the only code there is");
      for (const created of [CreateTime - 800, CreateTime - 10]) {
        await phone.scan("login.1", { CreateTime: created });
        assert.equal(await victim.stage(), "waiting", `CreateTime ${created - CreateTime}`);
      }
      await phone.say(victim.view.number);
      assert.equal(await victim.stage(), "waiting");
    });
  });
});

describe("stale or photographed codes", () => {
  test("a code rests for 600 s, and who scans it then is told that it is over", async () => {
    await withLogin({ codes: 1 }, async (login) => {
      const first = await login.browser().begin(grafana);
      assert.equal(first.scene, "login.1");
      await login.age(130);
      assert.equal(await first.stage(), "expired");
      assert.match(await login.phone().scan("login.1"), /过期/);
      await login.age(0, { ids: true });
      assert.equal((await login.browser().begin(grafana)).scene, undefined, "it rests");
      await login.age(500, { ids: true });
      assert.equal((await login.browser().begin(grafana)).scene, undefined, "it still rests");
      await login.age(200, { ids: true });
      assert.equal((await login.browser().begin(grafana)).scene, "login.1");
    });
  });

  test("the one that has rested longest is lent first", async () => {
    await withLogin({ codes: 3 }, async (login) => {
      const lent = [];
      for (let turn = 0; turn < 6; turn += 1) {
        lent.push((await login.browser().begin(grafana)).scene);
        await login.age(300, { ids: true });
      }
      assert.deepEqual(lent.slice(3), lent.slice(0, 3));
      assert.equal(new Set(lent).size, 3);
    });
  });

  test("with a photo of an old page, the number is not that of the page which has the code now", async () => {
    await withLogin({ codes: 1 }, async (login) => {
      const old = await login.browser().begin(grafana);
      let page;
      // By chance they may be the same, once in a hundred.
      do {
        await login.age(800, { ids: true });
        page = await login.browser().begin(grafana);
      } while (page.view.number === old.view.number);
      const phone = login.phone();
      await phone.scan("login.1");
      await phone.say(old.view.number);
      assert.equal(await page.stage(), "burnt");
    });
  });
});

describe("two people and one code", () => {
  test("the first is bound, the second burns the attempt, and both are told", async () => {
    const { attempt, phone } = await login.pair();
    const second = login.phone();
    await phone.scan(attempt.scene);
    const told = await second.scan(attempt.scene);
    assert.match(told, /作废/);
    assert.equal(await attempt.stage(), "burnt");
    assert.match(await phone.say(attempt.view.number), /作废/);
    assert.equal(await attempt.stage(), "burnt");
    await second.say(attempt.view.number);
    assert.equal(await attempt.stage(), "burnt");
    const { status, body } = await attempt.browser.ask(attempt.path);
    assert.equal(status, 200);
    assert.ok(body.includes("renew"), "the page offers a new code");
  });

  test("at once, one of them at most is bound", async () => {
    const { attempt } = await login.pair();
    const phones = Array.from({ length: 5 }, () => login.phone());
    await Promise.all(phones.map((phone) => phone.scan(attempt.scene)));
    await Promise.all(phones.map((phone) => phone.say(attempt.view.number)));
    assert.equal(await attempt.stage(), "burnt");
  });

  test("the same visitor scanning twice is no second one", async () => {
    const { attempt, phone } = await login.pair();
    await phone.scan(attempt.scene, { CreateTime: wechat.now() - 1 });
    await phone.scan(attempt.scene);
    await phone.say(attempt.view.number);
    assert.equal(await attempt.stage(), "confirmed");
  });

  test("digits confirm only the attempt of who sends them", async () => {
    const [one, two] = [await login.pair(), await login.pair()];
    await one.phone.scan(one.attempt.scene);
    await two.phone.say(one.attempt.view.number);
    assert.equal(await one.attempt.stage(), "scanned");
  });
});
