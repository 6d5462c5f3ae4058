// Many at once, those who take too much, and what is left of it all.
//
//   LOGIN_SIGN_INS=10000 node --test tests/http/login-load.test.mjs
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clients, crowd, eightDigits, until, withLogin } from "./login.mjs";
import { address } from "./login-visitors.mjs";

const { grafana, forum } = clients;
const signIns = Number(process.env.LOGIN_SIGN_INS ?? 300);

test("1,000 attempts at once get 1,000 codes, words and ids, then the word alone; a restart in the middle loses none", async (context) => {
  await withLogin({ codes: 1000 }, async (login) => {
    const begun = performance.now();
    const sites = Object.values(clients);
    const many = await crowd(1000, (at) => login.browser().begin(sites[at % sites.length]));
    context.diagnostic(`${(1000 / ((performance.now() - begun) / 1000)).toFixed(0)} attempts a second`);
    for (const part of [({ scene }) => scene, ({ view }) => view.word, ({ id }) => id]) {
      assert.equal(new Set(many.map(part)).size, 1000);
    }
    assert.ok(!many.some(({ scene }) => scene === undefined));
    assert.equal((await login.shown()).pool.free, 0);

    const late = await login.browser().begin(grafana);
    assert.equal(late.scene, undefined);
    assert.equal(late.view.stage, "waiting");
    const phone = login.phone();
    await phone.say(late.view.word);
    await phone.say("登录");
    assert.equal(await late.stage(), "confirmed");

    const chosen = many.slice(0, 20);
    const phones = chosen.map(() => login.phone());
    await Promise.all(chosen.map((attempt, at) => phones[at].scan(attempt.scene)));
    await login.restart();
    await Promise.all(chosen.map((attempt, at) => phones[at].say(attempt.view.number)));
    await login.restart();
    for (const attempt of chosen) {
      const { code } = await attempt.finish();
      assert.equal((await login.exchange(attempt.client, { form: attempt.redeem(code) })).status, 200);
    }
  });
});

describe("a pool drained", () => {
  test("one address is lent ten codes at once, then the word; another address is not kept out", async () => {
    await withLogin({ codes: 30 }, async (login) => {
      const ip = address();
      const many = [];
      for (let at = 0; at < 12; at += 1) many.push(await login.browser({ ip }).begin(grafana));
      assert.deepEqual(many.map(({ scene }) => scene !== undefined), [...Array(10).fill(true), false, false]);
      assert.notEqual((await login.browser().begin(grafana)).scene, undefined);
      const phone = login.phone();
      await phone.say(many[11].view.word);
      await phone.say("登录");
      assert.ok((await many[11].finish()).code, "the word always works");
    });
  });

  test("one site leaves codes for the others: it has three quarters of them at most", async () => {
    await withLogin({ codes: 40 }, async (login) => {
      const many = await crowd(40, () => login.browser().begin(grafana));
      const lent = many.filter(({ scene }) => scene !== undefined).length;
      assert.ok(lent >= 20 && lent <= 30, String(lent));
      assert.notEqual((await login.browser().begin(forum)).scene, undefined);
    });
  });

  test("and has sixty attempts, then a page that says so", async () => {
    await withLogin({ codes: 30 }, async (login) => {
      const ip = address();
      const answers = await crowd(70, () => login.browser({ ip }).authorize(forum));
      const statuses = answers.map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 200).length, 60);
      const busy = answers.filter(({ status }) => status === 429);
      assert.equal(busy.length, 10);
      for (const { headers, body } of busy) {
        assert.match(headers.get("content-type"), /^text\/html/);
        assert.equal(headers.get("location"), null);
        assert.match(body, /./u);
      }
      assert.equal((await login.browser().authorize(forum)).status, 200);
      await login.age(800, { ids: true });
      assert.equal((await login.browser({ ip }).authorize(forum)).status, 200);
    });
  });

  test("an IPv6 visitor has as many as one network, not as many as addresses", async () => {
    await withLogin({ codes: 30 }, async (login) => {
      const lent = [];
      for (let at = 0; at < 12; at += 1) lent.push((await login.browser({ ip: `2001:db8:1:2:${at}::${at}` }).begin(grafana)).scene);
      assert.equal(lent.filter((scene) => scene !== undefined).length, 10);
    });
  });

  test("without any code the page works by the word", async () => {
    await withLogin({ codes: 0 }, async (login) => {
      const { attempt, phone } = await login.pair(grafana);
      assert.equal(attempt.view.url, null);
      assert.ok(attempt.answer.body.includes(attempt.view.word));
      assert.doesNotMatch(attempt.answer.body, /<img[^>]+data:image\/png/);
      await phone.say(attempt.view.word);
      await phone.say("登录");
      assert.ok((await attempt.finish()).code);
    });
  });
});

describe("what is left behind", () => {
  test("no bearer stands on the disk: whoever reads it can be nobody", async () => {
    await withLogin({}, async (login) => {
      const { attempt, back: found, tokens } = await login.signIn(grafana);
      const open = await login.pair(grafana);
      const digits = eightDigits(await login.phone().say("验证码"));
      await login.worker.stop();
      const bytes = login.bytes();
      assert.ok(bytes.length > 4096, "there is something to look through");
      const bearers = { code: found.code, "access token": tokens.access_token, "ID token": tokens.id_token, "reverse code": digits };
      for (const { browser } of [attempt, open.attempt]) bearers[`cookie ${browser.ip}`] = browser.cookie.split("=")[1];
      for (const [name, bearer] of Object.entries(bearers)) assert.equal(bytes.indexOf(bearer), -1, name);
      await login.start();
    });
  });

  test("unsubscribe deletes every row of that openid, and of nobody else", async () => {
    await withLogin({ codes: 50 }, async (login) => {
      const [leaver, stayer] = [login.phone(), login.phone()];
      const tokens = {};
      for (const phone of [leaver, stayer]) {
        tokens[phone.openid] = (await login.signIn(grafana, phone.openid)).tokens.access_token;
      }
      await login.age(10);
      for (const phone of [leaver, stayer]) {
        const [scanned, confirmed] = [await login.browser().begin(forum), await login.browser().begin(forum)];
        await phone.scan(confirmed.scene);
        await phone.say(confirmed.view.number);
        await phone.say("验证码");
        await phone.say("000000");
        await phone.scan(scanned.scene);
        phone.attempts = [scanned, confirmed];
        assert.deepEqual([await scanned.stage(), await confirmed.stage()], ["scanned", "confirmed"]);
      }
      assert.equal(await leaver.unfollow(), undefined);
      assert.equal((await login.userinfo(tokens[leaver.openid])).status, 401);
      assert.equal((await login.userinfo(tokens[stayer.openid])).status, 200);
      const { status, headers } = await leaver.attempts[1].browser.ask(leaver.attempts[1].path);
      assert.notEqual(status, 303, headers.get("location"));
      assert.ok((await stayer.attempts[1].finish()).code);
      await login.worker.stop();
      const rows = JSON.stringify(login.tables());
      assert.ok(!rows.includes(leaver.openid) && rows.includes(stayer.openid));
      await login.start();
    });
  });

  test(`${signIns} sign-ins leave no row behind but the figures`, async (context) => {
    await withLogin({ codes: 1000 }, async (login) => {
      // A first one, so that the key is there.
      await login.signIn(grafana);
      await settled(login);
      const before = await rows(login);
      const begun = performance.now();
      for (let from = 0; from < signIns; from += 700) {
        // A code that was lent rests, and one site has three quarters of them at most.
        if (from > 0) await login.age(800, { ids: true });
        await crowd(Math.min(700, signIns - from), () => login.signIn(grafana));
      }
      context.diagnostic(`${(signIns / ((performance.now() - begun) / 1000)).toFixed(0)} sign-ins a second, four requests of a browser, two pushes and an exchange each`);
      assert.ok((await rows(login)).total > before.total, "there were rows");
      await settled(login);
      const { figures } = await login.shown();
      const finished = figures.filter(({ client }) => client === "grafana").reduce((sum, row) => sum + row.finished, 0);
      assert.equal(finished, signIns + 1);
      const after = await rows(login);
      const grown = Object.keys(after.tables).filter((name) => after.tables[name] > before.tables[name]);
      context.diagnostic(`rows: ${JSON.stringify(after.tables)}`);
      // A day of figures has a row for each client; it may have begun a new day.
      for (const name of grown) assert.ok(/figure|audit|day/.test(name) && after.tables[name] <= before.tables[name] + 8, `${name}: ${after.tables[name]}`);
      const { attempts, pool } = await login.shown();
      assert.deepEqual([attempts, pool], [0, { codes: 1000, free: 1000 }]);
    });
  });

  /** Lets everything become old, and what sweeps run. */
  async function settled(login) {
    await login.age(900);
    await login.shown();
    await until(async () => (await login.shown()).attempts === 0);
    await login.age(900);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await login.shown();
  }

  async function rows(login) {
    await login.worker.stop();
    const tables = Object.fromEntries(Object.entries(login.tables()).map(([name, all]) => [name, all.length]));
    await login.start();
    return { tables, total: Object.values(tables).reduce((sum, count) => sum + count, 0) };
  }
});
