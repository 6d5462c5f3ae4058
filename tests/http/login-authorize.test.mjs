// Where a sign-in begins: what /authorize shows, what it sends to the site, and where it never sends anybody.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clients, startLogin } from "./login.mjs";
import { authorization, back, challenge } from "./login-visitors.mjs";

const { grafana, forum, spa, hostile } = clients;
const verifier = "a-verifier-of-43-characters-or-more-is-what-rfc-7636-wants";
const s256 = { code_challenge: challenge(verifier), code_challenge_method: "S256" };

let login;
before(async () => (login = await startLogin({}, { codes: 100 })));
after(() => login?.stop());

describe("/authorize", () => {
  const browser = () => login.browser();
  const post = { post: true };

  for (const options of [{}, post]) {
    test(`shows the page to who comes by ${options.post ? "POST" : "GET"}, and keeps it to itself`, async () => {
      const attempt = await browser().begin(grafana, {}, options);
      const { headers, body } = attempt.answer;
      assert.match(headers.get("content-type"), /^text\/html; ?charset=utf-8$/i);
      assert.ok(body.includes("公司 Grafana"));
      assert.equal(attempt.view.stage, "waiting");
      assert.match(headers.get("set-cookie"), /^__Host-login=[\w-]{22,}; /);
      const attributes = headers.get("set-cookie").split("; ").slice(1).filter((one) => !one.startsWith("Max-Age=")).sort();
      assert.deepEqual(attributes, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
    });
  }

  test("the view has all that the page shows, and nothing of the request", async () => {
    const { view, id } = await browser().begin(grafana);
    assert.deepEqual(Object.keys(view).sort(), [
      ...["account", "client", "id", "language", "left", "number", "renewals", "stage", "url", "way", "word"],
    ]);
    assert.equal(view.id, id);
    assert.match(view.number, /^\d\d$/);
    assert.match(view.word, /^\d{6}$/);
    assert.match(view.url, /^http:\/\/weixin\.qq\.com\/q\/login\.\d+$/);
    assert.ok(view.left > 100 && view.left <= 120, String(view.left));
    assert.deepEqual([view.client, view.renewals, view.way, view.language], ["公司 Grafana", 0, null, "zh"]);
  });

  test("the page speaks the browser's language, or the one that the site asks for", async () => {
    const language = async (header, parameters) => (await login.browser({ language: header }).begin(forum, parameters)).view.language;
    assert.equal(await language("en-US,en;q=0.9"), "en");
    assert.equal(await language("zh-TW"), "zh");
    assert.equal(await language("en;q=0.2, zh;q=0.8"), "zh");
    assert.equal(await language("zh-CN", { ui_locales: "en-GB en" }), "en");
  });

  describe("says on a page of its own, status 400, and never by a redirect", () => {
    const rows = {
      "that no client is named": [grafana, { client_id: undefined }],
      "that the client is unknown": [grafana, { client_id: "nobody" }],
      "that the client is unknown, where letters have another case": [grafana, { client_id: "Grafana" }],
      "that client_id stands twice": [grafana, { client_id: ["grafana", "grafana"] }],
      "that there is no redirect_uri": [grafana, { redirect_uri: undefined }],
      "that redirect_uri is empty": [grafana, { redirect_uri: "" }],
      "that redirect_uri stands twice": [grafana, { redirect_uri: [grafana.redirect, grafana.redirect] }],
      "that redirect_uri is another client's": [grafana, { redirect_uri: forum.redirect }],
      "that the client is hostile": [grafana, { client_id: "<script>alert(1)</script>" }],
    };
    for (const [name, [client, parameters]] of Object.entries(rows)) {
      for (const options of [{}, post]) {
        test(`${name}${options.post ? ", by POST" : ""}`, async () => {
          const { status, headers, body } = await browser().authorize(client, parameters, options);
          assert.equal(status, 400);
          assert.equal(headers.get("location"), null);
          assert.equal(headers.get("set-cookie"), null);
          assert.match(headers.get("content-type"), /^text\/html/);
          assert.doesNotMatch(body, /<script>alert|http-equiv="refresh"|evil/);
        });
      }
    }
  });

  describe("sends every other mistake to the site: error, state, iss, and no code", () => {
    const rows = {
      "no response_type": [grafana, { response_type: undefined }, "invalid_request"],
      "a response type that is not offered": [grafana, { response_type: "token" }, "unsupported_response_type"],
      "the implicit flow": [grafana, { response_type: "id_token" }, "unsupported_response_type"],
      "the hybrid flow": [grafana, { response_type: "code id_token" }, "unsupported_response_type"],
      "a response mode that is not offered": [grafana, { response_mode: "fragment" }, "invalid_request"],
      "form_post": [grafana, { response_mode: "form_post" }, "invalid_request"],
      "no scope": [grafana, { scope: undefined }, "invalid_scope|invalid_request"],
      "a scope without openid": [grafana, { scope: "profile email" }, "invalid_scope|invalid_request"],
      "scope twice": [grafana, { scope: ["openid", "openid"] }, "invalid_request"],
      "nonce twice": [grafana, { nonce: ["a", "b"] }, "invalid_request"],
      "response_type twice": [grafana, { response_type: ["code", "code"] }, "invalid_request"],
      "prompt=none: nobody is ever signed in here": [grafana, { prompt: "none" }, "login_required"],
      "prompt=none with others": [grafana, { prompt: "none login" }, "invalid_request"],
      "request": [grafana, { request: "eyJhbGciOiJub25lIn0.e30." }, "request_not_supported"],
      "request_uri": [grafana, { request_uri: "https://grafana.example.com/request" }, "request_uri_not_supported"],
      "a public client without PKCE": [spa, {}, "invalid_request"],
      "a public client with the plain challenge": [spa, { code_challenge: verifier, code_challenge_method: "plain" }, "invalid_request"],
      "a challenge without a method, which would be plain": [spa, { code_challenge: challenge(verifier) }, "invalid_request"],
      "a method without a challenge": [grafana, { code_challenge_method: "S256" }, "invalid_request"],
      "a challenge that no SHA-256 is": [grafana, { ...s256, code_challenge: "short" }, "invalid_request"],
      "a method nobody knows": [grafana, { ...s256, code_challenge_method: "S512" }, "invalid_request"],
      "code_challenge twice": [grafana, { ...s256, code_challenge: Array(2).fill(s256.code_challenge) }, "invalid_request"],
      "a max_age that is no number": [grafana, { max_age: "soon" }, "invalid_request"],
    };
    for (const [name, [client, parameters, expected]] of Object.entries(rows)) {
      for (const options of [{}, post]) {
        test(`${name}${options.post ? ", by POST" : ""}`, async () => {
          const state = "& 状态=?#<b>%00";
          const answer = await browser().authorize(client, { state, ...parameters }, options);
          assert.equal(answer.status, 303, answer.body.slice?.(0, 200));
          const { error, error_description, ...others } = back(answer, client.redirect);
          assert.match(error, new RegExp(`^(${expected})$`));
          // RFC 6749, section 4.1.2.1: printable ASCII without quotes and backslashes.
          assert.match(error_description ?? "", /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/);
          assert.deepEqual(others, { state, iss: login.url });
        });
      }
    }

    test("state twice is a mistake, and neither of them is sent", async () => {
      const answer = await browser().authorize(grafana, { state: ["one", "two"] });
      const { error_description: _, ...others } = back(answer, grafana.redirect);
      assert.deepEqual(others, { error: "invalid_request", iss: login.url });
    });

    test("without a state none is sent, and an address keeps its own query", async () => {
      for (const client of [grafana, forum]) {
        const answer = await browser().authorize(client, { state: undefined, prompt: "none" });
        const { error_description: _, ...others } = back(answer, client.redirect);
        assert.deepEqual(others, { error: "login_required", iss: login.url });
      }
    });
  });

  test("takes what real clients add, and lets it be", async () => {
    const parameters = {
      ...{ prompt: "login consent select_account", max_age: "0", display: "popup", login_hint: "o-somebody", acr_values: "1" },
      ...{ access_type: "offline", response_mode: "query", claims: "{}", id_token_hint: "e30.e30.", ui_locales: "fr 中文", resource: "https://a.example" },
      ...{ scope: "openid profile email offline_access groups" },
    };
    const { claims, tokens } = await login.signIn(grafana, undefined, parameters);
    assert.equal(typeof claims.auth_time, "number");
    assert.equal(tokens.refresh_token, undefined);
  });

  test("a parameter without a name, a broken escape and 100 KiB are no panic", async () => {
    const query = authorization(grafana);
    for (const more of ["&=&&=x", "&x=%", "&x=%zz%ff", "&state=%00", `&x=${"a".repeat(100_000)}`, `&state=${"a".repeat(20_000)}`]) {
      const { status } = await login.ask(`/authorize?${query}${more}`);
      assert.ok([200, 303, 400, 413, 414, 431].includes(status), `${more.slice(0, 20)}: ${status}`);
    }
    for (const body of ["", "%", "x".repeat(100_000), Buffer.from([0xff, 0xfe])]) {
      const { status } = await login.ask("/authorize", { method: "POST", body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
      assert.ok([400, 413].includes(status), String(status));
    }
    assert.doesNotMatch(login.log(), /panicked|RuntimeError/);
  });

  test("nothing but the code goes back, by GET, and again until it is exchanged", async () => {
    const attempt = await browser().begin(forum, { state: "& 状态=?#<b>" });
    const phone = login.phone();
    await phone.scan(attempt.scene);
    await phone.say(attempt.view.number);
    const first = await attempt.finish();
    assert.deepEqual(Object.keys(first).sort(), ["code", "iss", "state"]);
    assert.deepEqual([first.state, first.iss], ["& 状态=?#<b>", login.url]);
    assert.match(first.code, /^[\w.-]{22,}$/);
    // A reload on a slow line: the visitor must not be stuck.
    const second = await attempt.finish();
    const { status } = await login.exchange(forum, { form: attempt.redeem(second.code) });
    assert.equal(status, 200);
  });
});

describe("each page", () => {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  test("is framed by nobody, stored by nobody, and tells nobody where it was", async () => {
    const { answer, path, browser } = await login.browser().begin(grafana);
    const pages = [
      answer,
      await browser.ask(path),
      await login.ask(path),
      await browser.ask("/login/attempt/nothing"),
      await browser.authorize(grafana, { client_id: "nobody" }),
    ];
    assert.deepEqual(pages.map(({ status }) => status), [200, 200, 403, 404, 400]);
    for (const { headers, status } of pages) {
      assert.equal(headers.get("content-security-policy"), policy, String(status));
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
    }
  });

  test("a redirect to the site keeps the same silence", async () => {
    const { headers } = await login.browser().authorize(grafana, { prompt: "none" });
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("cache-control"), "no-store");
  });

  test("shows a site's name as text, whatever it contains", async () => {
    const { answer, view } = await login.browser().begin(hostile);
    assert.equal(view.client, hostile.name);
    assert.ok(!answer.body.includes("<b>&amp;"), "markup");
    assert.ok(!answer.body.includes(hostile.name));
    assert.ok(answer.body.includes("&lt;b&gt;&amp;amp;"), answer.body.slice(0, 2000));
  });

  test("works without a script: it asks again by itself", async () => {
    const { answer, path } = await login.browser().begin(grafana);
    const [, noscript] = /<noscript>([^]*?)<\/noscript>/.exec(answer.body);
    assert.match(noscript, new RegExp(`<meta http-equiv="refresh" content="3; ?url=${path}">`));
  });

  test("the script and the style are there, and the console's files are not", async () => {
    for (const [path, type] of [["/login/page.css", "text/css"], ["/login/page.js", "text/javascript"]]) {
      for (const encoding of ["gzip", "identity"]) {
        const { status, headers, body } = await login.ask(path, { headers: { "Accept-Encoding": encoding } });
        assert.equal(status, 200, path);
        assert.ok(headers.get("content-type").startsWith(type), path);
        assert.ok(body.length > 100);
      }
    }
    for (const path of ["/login/index.html", "/login/sign-in.html", "/login/page.js/x", "/login/constructor", "/console/login-page.js"]) {
      assert.ok([401, 404].includes((await login.ask(path)).status), path);
    }
  });
});

describe("mix-up, open redirects, clickjacking", () => {
  const { redirect } = grafana;
  const near = {
    "a path that climbs": `${redirect}/../x`,
    "a query": `${redirect}?a`,
    "an empty query": `${redirect}?`,
    "a fragment": `${redirect}#a`,
    "another case in the path": redirect.replace("login", "Login"),
    "another case in the host": redirect.replace("grafana", "Grafana"),
    "another case in the scheme": redirect.replace("https", "HTTPS"),
    "http": redirect.replace("https", "http"),
    "the port that is the default": redirect.replace(".com/", ".com:443/"),
    "another port": redirect.replace(".com/", ".com:8443/"),
    "a slash at the end": `${redirect}/`,
    "a slash less": redirect.replace("/login", "login"),
    "an escape": redirect.replace("login", "%6Cogin"),
    "a host that ends so": redirect.replace("grafana.", "evil-grafana."),
    "a host that begins so": redirect.replace(".com", ".com.evil.example"),
    "a user": redirect.replace("https://", "https://grafana.example.com@evil.example/"),
    "a backslash": redirect.replace(".com/", ".com\\@evil.example/"),
    "a blank before": ` ${redirect}`,
    "a line end behind": `${redirect}\r\nSet-Cookie: a=b`,
    "a null byte": `${redirect}\0`,
    "javascript": "javascript:alert(1)",
    "data": "data:text/html,x",
    "two slashes": "//grafana.example.com/login/generic_oauth",
    "another loopback port": grafana.local.replace("3000", "3001"),
    "localhost for 127.0.0.1": grafana.local.replace("127.0.0.1", "localhost"),
  };
  for (const [name, redirect_uri] of Object.entries(near)) {
    test(`redirect_uri is compared byte by byte: ${name}`, async () => {
      const { status, headers } = await login.browser().authorize(grafana, { redirect_uri });
      assert.deepEqual([status, headers.get("location")], [400, null]);
    });
  }

  test("what was escaped in the query is compared as it was meant", async () => {
    for (const client of [forum, spa]) assert.equal((await login.browser().authorize(client, { prompt: "none" })).status, 303);
    assert.equal((await login.browser().authorize(spa, { redirect_uri: "com.example.app:/callback", prompt: "none" })).headers.get("location").split("?")[0], "com.example.app:/callback");
  });

  test("iss is in each answer to the site, with the code and with each error", async () => {
    const { attempt, phone } = await login.pair(hostile);
    const cancelled = back(await attempt.browser.ask(`${attempt.path}/cancel`), hostile.redirect);
    assert.deepEqual([cancelled.error, cancelled.iss, cancelled.state], ["access_denied", login.url, "a state"]);
    await phone.scan(attempt.scene);
    assert.notEqual(await attempt.stage(), "scanned", "cancelled is over");
    const { back: found } = await login.signIn(hostile);
    assert.equal(found.iss, login.url);
  });
});
