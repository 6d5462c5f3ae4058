// What the provider says of itself, what signs, who may see what: discovery, keys, paths, the owner's door.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clients, startLogin, withLogin } from "./login.mjs";
import { authorization } from "./login-visitors.mjs";
import * as wechat from "./wechat.mjs";
import { start } from "./worker.mjs";

const { grafana } = clients;

let login;
before(async () => (login = await startLogin({}, { codes: 100 })));
after(() => login?.stop());

describe("/.well-known/openid-configuration", () => {
  const document = async (of = login) => (await of.ask("/.well-known/openid-configuration")).body;

  test("names the issuer byte for byte, and the endpoints below it", async () => {
    const { issuer, ...others } = await document();
    assert.equal(issuer, login.url);
    for (const [name, path] of [
      ["authorization_endpoint", "/authorize"],
      ["token_endpoint", "/token"],
      ["userinfo_endpoint", "/userinfo"],
      ["jwks_uri", "/jwks"],
    ]) {
      assert.equal(others[name], issuer + path, name);
    }
  });

  test("says what is supported, and nothing else", async () => {
    const found = await document();
    const exactly = {
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    };
    for (const [name, value] of Object.entries(exactly)) assert.deepEqual(found[name], value, name);
    for (const name of ["scopes_supported", "claims_supported"]) assert.ok(Array.isArray(found[name]), name);
    for (const scope of ["openid", "profile", "email"]) assert.ok(found.scopes_supported.includes(scope), scope);
    for (const claim of ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username", "name"]) {
      assert.ok(found.claims_supported.includes(claim), claim);
    }
    for (const [name, supported] of [["request_parameter_supported", false], ["request_uri_parameter_supported", false]]) {
      // OpenID Connect Discovery: request_uri is taken as supported where nothing is said.
      assert.equal(found[name] ?? name.startsWith("request_uri"), supported, name);
    }
  });

  test("is everybody's to read, also from a script", async () => {
    for (const path of ["/.well-known/openid-configuration", "/jwks"]) {
      const { status, headers } = await login.ask(path, { headers: { Origin: "https://anywhere.example" } });
      assert.equal(status, 200, path);
      assert.equal(headers.get("access-control-allow-origin"), "*", path);
      assert.equal(headers.get("access-control-allow-credentials"), null, path);
      assert.match(headers.get("content-type"), /^application\/json\b/, path);
      assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    }
  });

  test("takes LOGIN_ISSUER for the issuer, whatever address was asked", async () => {
    const other = await startLogin({ LOGIN_ISSUER: "https://login.example.com" }, { codes: 3 });
    try {
      const found = await document(other);
      assert.equal(found.issuer, "https://login.example.com");
      assert.equal(found.token_endpoint, "https://login.example.com/token");
      const { back, claims } = await other.signIn(grafana);
      assert.deepEqual([back.iss, claims.iss], Array(2).fill("https://login.example.com"));
    } finally {
      await other.stop();
    }
  });

  test("an issuer that no client could compare stops the sign-in, not the account", async () => {
    for (const wrong of ["login.example.com", "http://login.example.com", "https://a.example/?b", ""]) {
      const other = await startLogin({ LOGIN_ISSUER: wrong }, { codes: 0 });
      try {
        // An empty variable is one that is not set.
        if (wrong === "") assert.equal((await document(other)).issuer, other.url);
        else assert.equal((await other.ask("/.well-known/openid-configuration")).status, 503, wrong);
        assert.match(await other.phone().say("你好"), /订单|您|你|./u);
      } finally {
        await other.stop();
      }
    }
  });
});

describe("/jwks", () => {
  test("has public RSA keys for signatures, each with its kid", async () => {
    const { headers, body } = await login.ask("/jwks");
    assert.match(headers.get("cache-control"), /\bmax-age=3600\b/);
    assert.ok(body.keys.length >= 1);
    for (const key of body.keys) {
      const { kty, alg, use, kid, n, e, ...others } = key;
      assert.deepEqual([kty, alg, use, e], ["RSA", "RS256", "sig", "AQAB"]);
      assert.equal(Buffer.from(n, "base64url").length, 256);
      assert.ok(kid.length > 0);
      for (const secret of ["d", "p", "q", "dp", "dq", "qi", "k", "oth"]) assert.ok(!(secret in others), secret);
    }
    assert.equal(new Set(body.keys.map(({ kid }) => kid)).size, body.keys.length);
  });
});

describe("keys", () => {
  test("the first that is made signs at once, whoever asks for it first", async () => {
    await withLogin({}, async (login) => {
      const { body: made } = await login.admin("/keys", {});
      assert.ok(Math.abs(made.signs_from - wechat.now()) < 60, String(made.signs_from));
      const { body } = await login.ask("/jwks");
      assert.deepEqual(body.keys.map(({ kid }) => kid), [made.kid]);
      const { tokens } = await login.signIn(grafana);
      assert.equal(JSON.parse(Buffer.from(tokens.id_token.split(".")[0], "base64url")).kid, made.kid);
    });
  });

  test("rotated: published at once, signs after 24 h; the old kid verifies, and retired it does not", async () => {
    await withLogin({ variables: { LOGIN_ISSUER: "https://login.example.com" } }, async (login) => {
      const kids = async () => (await login.ask("/jwks")).body.keys.map(({ kid }) => kid);
      const kidOf = ({ tokens }) => JSON.parse(Buffer.from(tokens.id_token.split(".")[0], "base64url")).kid;
      const first = await login.signIn(grafana);
      const [old] = await kids();
      assert.equal(kidOf(first), old);

      const { status, body: made } = await login.admin("/keys", {});
      assert.equal(status, 200, JSON.stringify(made));
      assert.notEqual(made.kid, old);
      assert.ok(Math.abs(made.signs_from - wechat.now() - 86_400) < 60);
      assert.deepEqual((await kids()).sort(), [old, made.kid].sort());
      assert.equal(kidOf(await login.signIn(grafana)), old, "clients have the new one cached by no means yet");

      await login.age(86_400 - 300);
      assert.equal(kidOf(await login.signIn(grafana)), old);
      await login.age(400);
      const last = await login.signIn(grafana);
      assert.equal(kidOf(last), made.kid);
      assert.ok((await kids()).includes(old), "tokens of a moment ago are still verified");
      await login.verified(first.tokens.id_token, grafana);

      await login.age(3 * 86_400);
      await login.signIn(grafana);
      assert.deepEqual(await kids(), [made.kid]);
      await assert.rejects(login.verified(first.tokens.id_token, grafana), /does not have/);
      // No private key of it is left behind either.
      await login.worker.stop();
      assert.ok(!JSON.stringify(login.tables()).includes(old), "the retired key is gone");
      await login.start();
    });
  });

  test("asked at once by many, a fresh Worker makes one key", async () => {
    await withLogin({ codes: 0 }, async (login) => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => login.ask("/jwks")));
      const kids = new Set(answers.flatMap(({ body }) => body.keys.map(({ kid }) => kid)));
      assert.ok(kids.size <= 1, [...kids].join());
    });
  });
});

describe("paths and methods", () => {
  test("other paths get 404, and not one word", async () => {
    for (const path of ["/login", "/login/", "/login/attempt", "/login/attempt/", "/authorize/", "/Authorize", "/token/", "/jwks/", "/jwks.json", "/.well-known", "/.well-known/oauth-authorization-server/x", "//authorize", "/login/attempt/../../jwks/x"]) {
      const { status } = await login.ask(path);
      assert.equal(status, 404, path);
    }
  });

  test("HEAD answers as GET does, without a body, and begins nothing", async () => {
    for (const path of ["/.well-known/openid-configuration", "/jwks", "/login/page.js"]) {
      const { status, body } = await login.ask(path, { method: "HEAD" });
      assert.deepEqual([status, body], [200, ""], path);
    }
    const before = (await login.shown()).attempts;
    const { status } = await login.ask(`/authorize?${authorization(grafana)}`, { method: "HEAD" });
    assert.ok([200, 405].includes(status), String(status));
    assert.equal((await login.shown()).attempts, before);
  });

  test("other methods get 405", async () => {
    const { path } = await login.browser().begin(grafana);
    const rows = [
      ["/.well-known/openid-configuration", "POST"], ["/jwks", "POST"], ["/jwks", "DELETE"], ["/authorize", "PUT"], ["/userinfo", "PUT"],
      [`${path}/state`, "POST"], [`${path}/renew`, "GET"], [`${path}/cancel`, "POST"], [path, "DELETE"],
    ];
    for (const [asked, method] of rows) {
      const { status, headers } = await login.ask(asked, { method });
      assert.equal(status, 405, `${method} ${asked}`);
      assert.ok(headers.get("allow"), asked);
    }
  });

  test("WeChat's callback is as it was", async () => {
    assert.equal((await login.ask("/wechat")).status, 403);
    assert.equal((await login.ask("/")).status, 404);
    assert.equal((await login.ask("/wechat")).headers.get("content-security-policy"), null);
  });
});

describe("sign-in that is off", () => {
  const paths = ["/.well-known/openid-configuration", "/jwks", "/authorize", "/userinfo", "/login/attempt/x", "/login/page.js", "/api/wechat/user?code=12345678"];

  test("without clients there is nothing: 404, as at any other path", async () => {
    const worker = await start({ WECHAT_TOKEN: wechat.token, WECHAT_AES_KEY: wechat.aesKey, WECHAT_APP_ID: wechat.appId });
    try {
      for (const path of paths) {
        const answer = await fetch(`${worker.url}${path}`);
        wechat.assertRefused({ status: answer.status, headers: answer.headers, body: await answer.text() }, 404);
      }
    } finally {
      await worker.stop();
    }
  });

  const reasons = {
    "without an AES key": [{ WECHAT_AES_KEY: undefined, WECHAT_APP_ID: undefined }, /WECHAT_AES_KEY/],
    "without a client's secret": [{ GRAFANA_CLIENT_SECRET: undefined }, /GRAFANA_CLIENT_SECRET/],
  };
  for (const [name, [variables, reason]] of Object.entries(reasons)) {
    test(`${name}: 503, the reason in the log, nothing of it to strangers`, async () => {
      const other = await startLogin(variables, { codes: 0 });
      try {
        const asked = name.includes("secret")
          ? [await other.exchange(grafana, { form: { code: "x" } })]
          : await Promise.all([...paths, `/authorize?${authorization(grafana)}`].filter((path) => !path.includes("page.js")).map((path) => other.ask(path)));
        for (const { status, body } of asked) {
          assert.equal(status, 503);
          assert.doesNotMatch(JSON.stringify(body), /AES|SECRET|secret/);
        }
        await other.worker.logged(reason);
      } finally {
        await other.stop();
      }
    });
  }

  test("without an AES key the account answers as if there were no sign-in", async () => {
    const other = await startLogin({ WECHAT_AES_KEY: undefined, WECHAT_APP_ID: undefined }, { codes: 0 });
    try {
      const say = async (Content) => (await wechat.post(other, wechat.message({ MsgType: "text", Content, MsgId: 1 }))).body;
      const rules = await say("随便");
      for (const text of ["123456", "登录", "37", "不是我", "验证码"]) assert.equal((await say(text)).replace(/\d{10}/, ""), rules.replace(/\d{10}/, ""), text);
      const { status, body } = await other.admin();
      assert.ok(status === 503 ? /WECHAT_AES_KEY/.test(body.error) : body.sealed === false, JSON.stringify(body));
    } finally {
      await other.stop();
    }
  });
});

describe("the owner's door", () => {
  test("nobody without the console's token sees it, makes keys or codes", async () => {
    for (const Authorization of [undefined, "Bearer wrong-wrong-wrong-wrong", `Bearer ${grafana.secret}`]) {
      const headers = Authorization === undefined ? {} : { Authorization };
      for (const [path, method] of [["", "GET"], ["/codes", "POST"], ["/keys", "POST"]]) {
        const { status, body } = await login.ask(`/console/api/login${path}`, { method, headers, ...(method === "POST" ? { body: "[]" } : {}) });
        assert.deepEqual([status, body], [401, ""], `${method} ${path}`);
      }
    }
  });

  test("shows clients, pool, keys and figures, and no secret", async () => {
    const shown = await login.shown();
    assert.deepEqual([shown.issuer, shown.sealed, shown.wechat_server], [login.url, true, "set"]);
    assert.equal(shown.pool.codes, 100);
    assert.ok(shown.pool.free <= 100);
    assert.deepEqual(shown.clients.map(({ id }) => id), Object.values(clients).map(({ id }) => id));
    assert.deepEqual(shown.clients[0], {
      ...{ id: "grafana", name: "公司 Grafana", public: false, secret: "GRAFANA_CLIENT_SECRET", secret_set: true, email: true },
      redirect_uris: [grafana.redirect, grafana.local],
    });
    assert.ok(shown.keys.length >= 1);
    for (const { kid, signs_from, retires } of shown.keys) {
      assert.equal(typeof kid, "string");
      assert.equal(typeof signs_from, "number");
      assert.ok(retires === null || typeof retires === "number");
    }
    for (const secret of Object.values(clients).map(({ secret }) => secret)) {
      if (secret !== undefined) assert.ok(!JSON.stringify(shown).includes(JSON.stringify(secret).slice(1, -1)));
    }
  });

  test("takes codes again and again without doubling them, and refuses what is none", async () => {
    const count = (await login.shown()).pool.codes;
    await login.pool(100);
    assert.equal((await login.shown()).pool.codes, count);
    const url = "http://weixin.qq.com/q/x";
    const wrong = [
      {}, null, "x", [1], [{}], [{ scene: "login.x" }], [{ scene: "other.1", url }], [{ scene: "login", url }],
      [{ scene: `login.${"x".repeat(60)}`, url }], [{ scene: "login.x", url: "javascript:alert(1)" }], [{ scene: "login.x", url: 1 }],
      Array.from({ length: 1001 }, (_, at) => ({ scene: `login.many${at}`, url })),
    ];
    for (const json of wrong) {
      const { status, body } = await login.admin("/codes", json);
      assert.ok([400, 413].includes(status), `${JSON.stringify(json).slice(0, 100)}: ${status}`);
      if (status === 400) assert.equal(typeof body.error, "string");
    }
    assert.equal((await login.shown()).pool.codes, count);
  });
});
