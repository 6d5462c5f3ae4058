// Whose attempt it is, and whose code: no browser, no site and no script has what is another's.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { clients, crowd, eightDigits, startLogin, until, withLogin } from "./login.mjs";

const { grafana, forum, spa } = clients;

let login;
before(async () => (login = await startLogin({}, { codes: 100 })));
after(() => login?.stop());

describe("fixation, and stolen ids of attempts", () => {
  const foreign = async () => {
    const other = login.browser();
    await other.begin(grafana);
    return other;
  };

  test("an id without the cookie, or with another browser's, is 403 everywhere", async () => {
    const { attempt, phone } = await login.pair();
    const strangers = [login.browser(), await foreign(), Object.assign(login.browser(), { cookie: "__Host-login=" }), Object.assign(login.browser(), { cookie: `a=b; ${attempt.browser.cookie}x; __Host-login2=1` })];
    const check = async (asked) => {
      for (const stranger of strangers) {
        for (const path of ["", "/state"]) {
          const { status, headers } = await stranger.ask(attempt.path + path);
          assert.equal(status, 403, `${asked} ${path}`);
          assert.equal(headers.get("location"), null);
        }
        const renewed = await stranger.ask(`${attempt.path}/renew`, { method: "POST", body: new URLSearchParams(), headers: { Origin: login.url } });
        assert.equal(renewed.status, 403, asked);
        assert.equal((await stranger.ask(`${attempt.path}/cancel`)).status, 403, asked);
        assert.equal((await socket(attempt, { Cookie: stranger.cookie, Origin: login.url })).status, 403, asked);
      }
    };
    await check("waiting");
    await phone.scan(attempt.scene);
    await phone.say(attempt.view.number);
    await check("confirmed");
    assert.ok((await attempt.finish()).code);
  });

  test("the socket is for the own page alone", async () => {
    const { attempt } = await login.pair();
    const Cookie = attempt.browser.cookie;
    for (const headers of [{ Cookie }, { Cookie, Origin: "https://evil.example" }, { Cookie, Origin: "null" }, { Cookie, Origin: `${login.url}.evil.example` }, { Origin: login.url }]) {
      assert.equal((await socket(attempt, headers)).status, 403, JSON.stringify(headers));
    }
    assert.equal((await socket(attempt, { Cookie, Origin: login.url })).status, 101);
  });

  test("the socket tells each change, and answers ping", async () => {
    const { attempt, phone } = await login.pair();
    const { messages, send, close } = await opened(attempt);
    send("ping");
    await until(() => messages.includes("pong"));
    await phone.scan(attempt.scene);
    await until(() => stages(messages).includes("scanned"));
    await phone.say(attempt.view.number);
    await until(() => stages(messages).includes("confirmed"));
    for (const text of ["x", "{}", "ping".repeat(1000), "确认"]) send(text);
    assert.equal(await attempt.stage(), "confirmed");
    assert.ok(!messages.join().includes(phone.openid));
    close();
  });

  test("two tabs of one browser sign in each on its own", async () => {
    const browser = login.browser();
    const [one, two] = [await browser.begin(grafana), await browser.begin(forum)];
    const [a, b] = [login.phone(), login.phone()];
    await a.scan(one.scene);
    await b.scan(two.scene);
    await a.say(one.view.number);
    assert.deepEqual([await one.stage(), await two.stage()], ["confirmed", "scanned"]);
    await b.say(two.view.number);
    for (const attempt of [one, two]) assert.ok((await attempt.finish()).code);
  });

  test("renewed, the request is the same and everything else another; the old code is over", async () => {
    const { attempt, phone } = await login.pair();
    const answer = await attempt.browser.ask(`${attempt.path}/renew`, { method: "POST", body: new URLSearchParams(), headers: { Origin: login.url } });
    assert.equal(answer.status, 303);
    const [, id] = /^\/login\/attempt\/([\w-]+)$/.exec(new URL(answer.headers.get("location"), login.url).pathname);
    const renewed = await attempt.browser.attempt(grafana, id, { verifier: attempt.verifier });
    assert.notEqual(id, attempt.id);
    assert.notEqual(renewed.scene, attempt.scene);
    assert.notEqual(renewed.view.word, attempt.view.word);
    assert.deepEqual([renewed.view.renewals, renewed.view.stage], [1, "waiting"]);
    await phone.scan(attempt.scene);
    assert.equal(await renewed.stage(), "waiting");
    await phone.scan(renewed.scene);
    await phone.say(renewed.view.number);
    const found = await renewed.finish();
    assert.equal(found.state, "a state");
    const { body } = await login.exchange(grafana, { form: renewed.redeem(found.code) });
    assert.equal((await login.verified(body.id_token, grafana)).nonce, "a nonce");
  });

  test("ids, cookies and codes cannot be guessed: long, and each another", async () => {
    const all = await crowd(50, () => login.browser().begin(grafana));
    for (const part of [({ id }) => id, ({ browser }) => browser.cookie.split("=")[1]]) {
      const values = all.map(part);
      assert.equal(new Set(values).size, 50);
      assert.ok(values.every((value) => value.length >= 22), values[0]);
    }
  });
});

describe("login CSRF and injected codes", () => {
  const refused = async (answer) => {
    const { status, body } = await answer;
    assert.deepEqual([status, body.error], [400, "invalid_grant"]);
  };

  test("a code is worth nothing without the verifier, with another, or with one too many", async () => {
    for (const client of [grafana, spa]) {
      for (const code_verifier of [undefined, "", "x".repeat(43), "short"]) {
        const { code } = await login.confirmed(client);
        const { status, body } = await login.exchange(client, { form: { code, code_verifier } });
        assert.equal(status, 400);
        assert.match(body.error, code_verifier === "" || code_verifier === "short" ? /^invalid_(grant|request)$/ : /^invalid_grant$/);
      }
    }
    const without = await login.confirmed(grafana, { code_challenge: undefined, code_challenge_method: undefined });
    await refused(login.exchange(grafana, { form: { code: without.code, code_verifier: "x".repeat(43) } }));
  });

  test("nor for another client, or with another address", async () => {
    const one = await login.confirmed(grafana);
    await refused(login.exchange(forum, { form: { ...one.attempt.redeem(one.code), redirect_uri: grafana.redirect } }));
    for (const redirect_uri of [grafana.local, `${grafana.redirect}/`, forum.redirect]) {
      const { attempt, code } = await login.confirmed(grafana);
      await refused(login.exchange(grafana, { form: { ...attempt.redeem(code), redirect_uri } }));
    }
  });

  test("a code is good once, also for two who come at the same time", async () => {
    const { attempt, code } = await login.confirmed(grafana);
    const answers = await Promise.all(Array.from({ length: 5 }, () => login.exchange(grafana, { form: attempt.redeem(code) })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400, 400, 400]);
    await refused(login.exchange(grafana, { form: attempt.redeem(code) }));
    assert.equal(await attempt.stage(), "finished");
    const { status, headers } = await attempt.browser.ask(attempt.path);
    assert.notEqual(status, 303, headers.get("location"));
  });

  test("a code is good for 60 s, a token for 10 minutes, a code of the reverse way for 3", async () => {
    await withLogin({ variables: { LOGIN_ISSUER: "https://login.example.com" } }, async (login) => {
      const sign = async () => {
        const { attempt, code } = await login.confirmed(grafana);
        return attempt.redeem(code);
      };
      const [early, late] = [await sign(), await sign()];
      const digits = [];
      for (let at = 0; at < 2; at += 1) digits.push(eightDigits(await login.phone().say("验证码")));
      await login.age(40);
      const { status, body } = await login.exchange(grafana, { form: early });
      assert.equal(status, 200);
      await login.age(25);
      assert.equal((await login.exchange(grafana, { form: late })).body.error, "invalid_grant");
      await login.age(90);
      assert.notEqual((await login.server(`?code=${digits[0]}`)).body.data, "");
      await login.age(40);
      assert.equal((await login.server(`?code=${digits[1]}`)).body.data, "");
      assert.equal((await login.userinfo(body.access_token)).status, 200);
      await login.age(460);
      assert.equal((await login.userinfo(body.access_token)).status, 401);
    });
  });
});

/** Asks for the socket of an attempt, and hangs up; gives back the status. */
function socket(attempt, headers) {
  const set = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  const url = new URL(`${login.url}${attempt.path}/socket`);
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      headers: { ...set, Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": Buffer.alloc(16, 7).toString("base64") },
    });
    asked.on("upgrade", (response, stream) => {
      stream.destroy();
      resolve({ status: response.statusCode });
    });
    asked.on("response", (response) => {
      response.destroy();
      resolve({ status: response.statusCode });
    });
    asked.on("error", reject).end();
  });
}

/** The socket as the page has it. */
async function opened(attempt) {
  const url = `${login.url.replace("http", "ws")}${attempt.path}/socket`;
  const webSocket = new WebSocket(url, { headers: { Cookie: attempt.browser.cookie, Origin: login.url } });
  const messages = [];
  webSocket.addEventListener("message", ({ data }) => messages.push(data));
  await new Promise((resolve, reject) => {
    webSocket.addEventListener("open", resolve);
    webSocket.addEventListener("error", reject);
  });
  return { messages, send: (text) => webSocket.send(text), close: () => webSocket.close() };
}

const stages = (messages) => messages.filter((text) => text.startsWith("{")).map((text) => JSON.parse(text).stage);
