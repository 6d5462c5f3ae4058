// Where a sign-in ends: codes for tokens, what an ID token says, /userinfo, and which scripts may ask.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { basic, clients, formEncoded, startLogin } from "./login.mjs";
import * as wechat from "./wechat.mjs";

const { grafana, forum, spa, hostile } = clients;
const verifier = "a-verifier-of-43-characters-or-more-is-what-rfc-7636-wants";

let login;
before(async () => (login = await startLogin({}, { codes: 100 })));
after(() => login?.stop());

describe("/token", () => {
  /** A code that nobody has exchanged yet, with its verifier. */
  async function confirmed(client) {
    const { attempt, code } = await login.confirmed(client);
    return attempt.redeem(code);
  }

  /** What every answer of it has; gives back the body. */
  function checked({ status, headers, body }, expected) {
    assert.equal(status, expected, JSON.stringify(body));
    assert.equal(headers.get("cache-control"), "no-store");
    assert.match(headers.get("content-type"), /^application\/json\b/);
    return body;
  }

  const without = { client_id: undefined, client_secret: undefined };
  const ways = {
    "client_secret_post": [grafana, () => ({})],
    "client_secret_basic": [grafana, () => ({ form: without, headers: { Authorization: basic(grafana.id, grafana.secret) } })],
    "client_secret_basic, with client_id in the form as well": [
      grafana,
      () => ({ form: { client_secret: undefined }, headers: { Authorization: basic(grafana.id, grafana.secret) } }),
    ],
    "client_secret_basic, in lower case": [
      forum,
      () => ({ form: without, headers: { Authorization: basic(forum.id, forum.secret).replace("Basic", "basic") } }),
    ],
    "client_secret_basic, id and secret form-encoded": [
      hostile,
      () => ({ form: without, headers: { Authorization: basic(formEncoded(hostile.id), formEncoded(hostile.secret)) } }),
    ],
    "client_secret_post with a secret that must be escaped": [hostile, () => ({})],
    "none, with PKCE": [spa, () => ({ form: { client_secret: undefined } })],
  };
  for (const [name, [client, request]] of Object.entries(ways)) {
    test(`takes ${name}`, async () => {
      const redeem = await confirmed(client);
      const { form, ...more } = request();
      const body = checked(await login.exchange(client, { form: { ...redeem, ...form }, ...more }), 200);
      const { access_token, id_token, expires_in, ...others } = body;
      assert.equal(others.token_type, "Bearer");
      assert.equal(typeof expires_in, "number");
      assert.ok(expires_in > 0 && expires_in <= 600);
      assert.match(access_token, /^[\w.-]{22,}$/);
      assert.deepEqual(Object.keys(others).filter((key) => !["token_type", "scope"].includes(key)), []);
      await login.verified(id_token, client);
    });
  }

  test("takes JSON, as one-api posts it", async () => {
    const redeem = await confirmed(grafana);
    const fields = { client_id: grafana.id, client_secret: grafana.secret, redirect_uri: grafana.redirect, grant_type: "authorization_code", ...redeem };
    const answer = await login.ask("/token", { method: "POST", body: JSON.stringify(fields), headers: { "Content-Type": "application/json" } });
    checked(answer, 200);
  });

  describe("who is not the client gets 401 invalid_client, and the code stays", () => {
    const rows = {
      "a wrong secret": { form: { client_secret: "wrong" } },
      "an empty secret": { form: { client_secret: "" } },
      "no secret": { form: { client_secret: undefined } },
      "the secret with a blank": { form: { client_secret: `${grafana.secret} ` } },
      "another client's secret": { form: { client_secret: forum.secret } },
      "an unknown client": { form: { client_id: "nobody" } },
      "no client": { form: without },
      "a wrong secret by Basic": { form: without, headers: { Authorization: basic(grafana.id, "wrong") } },
      "Basic that is no base64": { form: without, headers: { Authorization: "Basic %%%" } },
      "Basic without a colon": { form: without, headers: { Authorization: `Basic ${btoa("grafana")}` } },
      "a scheme that is not offered": { form: without, headers: { Authorization: `Bearer ${grafana.secret}` } },
    };
    let redeem;
    before(async () => (redeem = await confirmed(grafana)));
    for (const [name, { form, headers }] of Object.entries(rows)) {
      test(name, async () => {
        const answer = await login.exchange(grafana, { form: { ...redeem, ...form }, headers });
        const body = checked(answer, 401);
        assert.equal(body.error, "invalid_client");
        // RFC 6749, section 5.2: who tried by the header is told how.
        if (headers !== undefined) assert.match(answer.headers.get("www-authenticate") ?? "", /^Basic\b/);
        assert.ok(!JSON.stringify(body).includes(grafana.secret));
      });
    }
    after(async () => {
      const { status } = await login.exchange(grafana, { form: redeem });
      assert.equal(status, 200, "a stranger must not spend a code");
    });
  });

  describe("what is no request gets 400", () => {
    const code = { code: "0123456789012345678901" };
    const rows = {
      "no grant_type": [{ grant_type: undefined }, "invalid_request"],
      "another grant": [{ grant_type: "client_credentials" }, "unsupported_grant_type"],
      "refresh_token, which is never given": [{ grant_type: "refresh_token", refresh_token: "x" }, "unsupported_grant_type"],
      "the visitor's password": [{ grant_type: "password", username: "a", password: "b" }, "unsupported_grant_type"],
      "no code": [{ code: undefined }, "invalid_request"],
      "an empty code": [{ code: "" }, "invalid_request|invalid_grant"],
      "a code that never was": [code, "invalid_grant"],
      "a code of other characters": [{ code: "代码 %00 '; DROP TABLE codes --" }, "invalid_grant"],
      "a code of 20 KiB": [{ code: "a".repeat(20_000) }, "invalid_grant|invalid_request"],
      "no redirect_uri": [{ ...code, redirect_uri: undefined }, "invalid_grant|invalid_request"],
    };
    for (const [name, [form, expected]] of Object.entries(rows)) {
      test(name, async () => {
        const { error } = checked(await login.exchange(grafana, { form }), 400);
        assert.match(error, new RegExp(`^(${expected})$`));
      });
    }

    test("a parameter twice", async () => {
      for (const name of ["grant_type", "code", "redirect_uri", "client_id", "client_secret", "code_verifier"]) {
        const fields = { grant_type: "authorization_code", ...code, redirect_uri: grafana.redirect, client_id: grafana.id, client_secret: grafana.secret, code_verifier: verifier };
        const body = `${new URLSearchParams(fields)}&${new URLSearchParams({ [name]: fields[name] })}`;
        const headers = { "Content-Type": "application/x-www-form-urlencoded" };
        const { error } = checked(await login.ask("/token", { method: "POST", body, headers }), 400);
        assert.equal(error, "invalid_request", name);
      }
    });

    test("secret and header together: one way to say who one is", async () => {
      const headers = { Authorization: basic(grafana.id, grafana.secret) };
      const { error } = checked(await login.exchange(grafana, { form: code, headers }), 400);
      assert.equal(error, "invalid_request");
    });

    test("a body that is neither a form nor JSON", async () => {
      const post = (body, type) => login.ask("/token", { method: "POST", body, headers: type ? { "Content-Type": type } : {} });
      for (const [body, type] of [["{", "application/json"], ["[]", "application/json"], ["null", "application/json"], ['{"code":1}', "application/json"], ["<a/>", "text/xml"], ["", undefined], [Buffer.from([0xff]), "application/x-www-form-urlencoded"]]) {
        const { status } = await post(body, type);
        assert.ok([400, 401, 415].includes(status), `${body}: ${status}`);
      }
      const { status } = await post(`code=${"a".repeat(200_000)}`, "application/x-www-form-urlencoded");
      assert.ok([400, 413].includes(status), String(status));
      assert.doesNotMatch(login.log(), /panicked|RuntimeError/);
    });
  });

  test("only POST: a secret must not stand in an address", async () => {
    for (const method of ["GET", "HEAD", "PUT", "DELETE"]) {
      const { status, headers } = await login.ask(`/token?${new URLSearchParams({ client_id: grafana.id })}`, { method });
      assert.equal(status, 405, method);
      assert.match(headers.get("allow"), /\bPOST\b/);
    }
  });
});

describe("the ID token", () => {
  test("has what a client checks, lives 10 minutes, and knows nobody's picture", async () => {
    const openid = "oAbCdEfGhIjKlMnOpQrStUvWxYz_-";
    const before = wechat.now();
    const { claims, tokens } = await login.signIn(grafana, openid);
    assert.deepEqual([claims.iss, claims.sub, claims.aud, claims.nonce], [login.url, openid, grafana.id, "a nonce"]);
    assert.ok(claims.iat >= before && claims.iat <= wechat.now());
    assert.ok(claims.exp > claims.iat && claims.exp - claims.iat <= 600);
    assert.ok(claims.auth_time >= before && claims.auth_time <= claims.iat);
    const half = createHash("sha256").update(tokens.access_token).digest().subarray(0, 16);
    assert.equal(claims.at_hash, half.toString("base64url"));
    for (const name of ["picture", "phone_number", "unionid", "openid"]) assert.ok(!(name in claims), name);
  });

  test("names the visitor as the account knows them: by a hash, the same at every site", async () => {
    const openid = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M";
    const hash = createHash("sha256").update(`${wechat.appId}|${openid}`).digest();
    const bits = [...hash].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const base32 = bits.match(/.{5}/g).map((five) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(five, 2)]).join("");
    const username = `wx_${base32.slice(0, 10)}`;
    for (const client of [grafana, forum]) {
      const { claims, tokens } = await login.signIn(client, openid);
      const { body } = await login.userinfo(tokens.access_token);
      for (const found of [claims, body]) {
        assert.equal(found.preferred_username, username);
        assert.ok([...Array(7).keys()].some((at) => found.name === `微信用户${base32.slice(at, at + 4)}`), found.name);
        assert.equal(found.sub, openid);
      }
    }
  });

  test("has a nonce only where one was sent, whatever it is", async () => {
    assert.ok(!("nonce" in (await login.signIn(grafana, undefined, { nonce: undefined })).claims));
    for (const nonce of ["\"}{\\u0000<>&'一次🏪", "x".repeat(500)]) {
      assert.equal((await login.signIn(grafana, undefined, { nonce })).claims.nonce, nonce);
    }
  });

  test("claims go by scope: without profile there is no name, without email no address", async () => {
    for (const [scope, names, addresses] of [["openid", false, false], ["openid profile", true, false], ["openid email", false, true], ["email openid profile", true, true]]) {
      const { claims, tokens } = await login.signIn(grafana, undefined, { scope });
      const { body } = await login.userinfo(tokens.access_token);
      for (const found of [claims, body]) {
        assert.deepEqual(["name" in found, "preferred_username" in found, "email" in found, "email_verified" in found], [names, names, addresses, addresses], scope);
      }
    }
  });

  test("the e-mail address is made up, unverified, and given to the client that wants one", async () => {
    const { claims } = await login.signIn(grafana);
    assert.equal(claims.email, `${claims.preferred_username}@${new URL(login.url).hostname}`);
    assert.equal(claims.email_verified, false);
    const other = await login.signIn(forum);
    assert.ok(!("email" in other.claims) && !("email_verified" in other.claims));
  });
});

describe("/userinfo", () => {
  let tokens, claims;
  before(async () => ({ tokens, claims } = await login.signIn(grafana)));

  test("answers the bearer, in the header or in a form, by GET and POST", async () => {
    const body = new URLSearchParams({ access_token: tokens.access_token });
    const answers = [
      await login.userinfo(tokens.access_token),
      await login.userinfo(tokens.access_token, { method: "POST" }),
      await login.ask("/userinfo", { headers: { Authorization: `bearer ${tokens.access_token}` } }),
      await login.ask("/userinfo", { method: "POST", body }),
    ];
    for (const { status, headers, body } of answers) {
      assert.equal(status, 200);
      assert.match(headers.get("content-type"), /^application\/json\b/);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(body.sub, claims.sub);
      assert.equal(body.preferred_username, claims.preferred_username);
    }
  });

  describe("nobody else", () => {
    const bearer = (token) => ({ headers: { Authorization: `Bearer ${token}` } });
    const rows = {
      "a token that never was": () => bearer("0123456789012345678901"),
      "a token with a character more": () => bearer(`${tokens.access_token}x`),
      "a token in another case": () => bearer(tokens.access_token.toUpperCase()),
      "the ID token": () => bearer(tokens.id_token),
      "a token of 20 KiB": () => bearer("a".repeat(20_000)),
      "a wrong one in the form": () => ({ method: "POST", body: new URLSearchParams({ access_token: "wrong" }) }),
    };
    for (const [name, request] of Object.entries(rows)) {
      test(name, async () => {
        const { status, headers, body } = await login.ask("/userinfo", request());
        assert.ok([400, 401, 431].includes(status), String(status));
        if (status === 401) assert.match(headers.get("www-authenticate"), /^Bearer\b.*error="invalid_(token|request)"/);
        assert.ok(!JSON.stringify(body).includes(claims.sub));
      });
    }

    test("who has no token at all is told that one is wanted, and no error (RFC 6750, section 3.1)", async () => {
      for (const headers of [{}, { Authorization: "Bearer" }, { Authorization: basic(grafana.id, grafana.secret) }]) {
        const answer = await login.ask("/userinfo", { headers });
        assert.equal(answer.status, 401);
        assert.match(answer.headers.get("www-authenticate"), /^Bearer\b/);
      }
    });

    test("a token in the address: logs would have it", async () => {
      const { status } = await login.ask(`/userinfo?access_token=${tokens.access_token}`);
      assert.equal(status, 401);
    });
  });
});

describe("CORS", () => {
  const registered = ["https://grafana.example.com", "https://forum.example.com:8443", "http://localhost:5173", "http://127.0.0.1:3000"];
  const others = ["https://evil.example", "https://grafana.example.com.evil.example", "http://grafana.example.com", "https://forum.example.com", "http://localhost:5174", "null", "https://GRAFANA.example.com", ""];

  for (const path of ["/token", "/userinfo"]) {
    test(`${path}: a script of a registered site may ask, no other`, async () => {
      for (const Origin of [...registered, ...others]) {
        const allowed = registered.includes(Origin) ? Origin : null;
        const preflight = await login.ask(path, {
          method: "OPTIONS",
          headers: { Origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization" },
        });
        assert.equal(preflight.headers.get("access-control-allow-origin"), allowed, Origin);
        if (allowed !== null) {
          assert.ok([200, 204].includes(preflight.status));
          assert.match(preflight.headers.get("access-control-allow-headers"), /\bauthorization\b/i);
          assert.match(preflight.headers.get("access-control-allow-methods"), /\bPOST\b/);
        }
        // Also an error is to be read by the script that made it.
        const answer = await login.ask(path, { method: "POST", headers: { Origin } });
        assert.equal(answer.headers.get("access-control-allow-origin"), allowed, Origin);
        assert.equal(answer.headers.get("access-control-allow-credentials"), null);
        for (const { headers } of [preflight, answer]) assert.match(headers.get("vary") ?? "", /\bOrigin\b/i);
      }
    });
  }

  test("what a visitor sees is nobody's to read", async () => {
    const { path, browser } = await login.browser().begin(grafana);
    for (const asked of ["/authorize", path, `${path}/state`]) {
      const { headers } = await browser.ask(asked, { headers: { Origin: registered[0] } });
      assert.equal(headers.get("access-control-allow-origin"), null, asked);
    }
  });
});
