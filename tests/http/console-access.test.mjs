// Cloudflare Access lets in whom its JWT vouches for; what it says is checked, and nothing else is believed.
import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { ask, signIn } from "./console.mjs";
import { startWithStores } from "./stores.mjs";

const audience = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2";
const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const [current, next, stranger] = [pair(), pair(), pair()];
const jwk = ({ publicKey }, kid) => ({ ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" });
const now = () => Math.floor(Date.now() / 1000);
const base64url = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

// The team's own server, which has the keys.
let certificates;
let fetched = 0;
let issuer;
const team = createServer((request, response) => {
  fetched += 1;
  assert.equal(request.url, "/cdn-cgi/access/certs");
  certificates(response);
});
const keys = (...list) => (response) => response.setHeader("Content-Type", "application/json").end(JSON.stringify({ keys: list }));
const failing = (status) => (response) => response.writeHead(status).end("{}");

function jwt({ header = {}, claims = {}, key = current, signature } = {}) {
  const signed = [
    base64url({ alg: "RS256", kid: "one", typ: "JWT", ...header }),
    base64url({ iss: issuer, aud: [audience], iat: now(), nbf: now() - 1, exp: now() + 600, email: "owner@example.com", ...claims }),
  ].join(".");
  return `${signed}.${signature?.(signed) ?? sign("RSA-SHA256", Buffer.from(signed), key.privateKey).toString("base64url")}`;
}

const start = (variables = {}) => startWithStores({ ACCESS_TEAM_DOMAIN: issuer, ACCESS_AUD: audience, CONSOLE_TOKEN: "", ...variables }, { loopback: true });
const come = (worker, token, path = "/session") => ask(worker, path, { headers: { "Cf-Access-Jwt-Assertion": token } });

before(async () => {
  team.listen(0, "127.0.0.1");
  await once(team, "listening");
  issuer = `http://127.0.0.1:${team.address().port}`;
});
after(() => team.close());

async function withWorker(variables, run) {
  fetched = 0;
  certificates = keys(jwk(current, "one"));
  const worker = await start(variables);
  try {
    await run(worker);
  } finally {
    await worker.stop();
  }
}

test("who has its JWT is in: the page, the API, what changes something", async () => {
  await withWorker({}, async (worker) => {
    const token = jwt();
    assert.deepEqual((await come(worker, token)).body, { by: "access" });
    assert.equal((await come(worker, token, "/api/codes")).status, 200);
    assert.equal((await come(worker, token, "/")).status, 200);
    assert.equal((await come(worker, jwt({ claims: { aud: audience } }))).status, 200, "one audience as a text");
    assert.equal((await come(worker, jwt({ claims: { aud: ["other", audience] } }))).status, 200);
    const headers = { "Cf-Access-Jwt-Assertion": token };
    const patch = (more) => ask(worker, "/api/codes", { method: "PATCH", headers: { ...headers, ...more }, json: [] });
    assert.equal((await patch({})).status, 403, "another site can make the browser send Access's cookie");
    assert.equal((await patch({ "Sec-Fetch-Site": "same-origin" })).status, 200);
    assert.equal(fetched, 1, "keys are fetched once");
    assert.equal((await signIn(worker, "")).status, 401, "without CONSOLE_TOKEN no token fits");
    assert.equal((await worker.api("days", { token: "" })).status, 401);
  });
});

describe("what is not its JWT for this Worker lets nobody in", () => {
  const hmac = (secret) => (signed) => createHmac("sha256", secret).update(signed).digest("base64url");
  const cases = {
    "another issuer": () => jwt({ claims: { iss: "https://evil.cloudflareaccess.com" } }),
    "no issuer": () => jwt({ claims: { iss: undefined } }),
    "an issuer that is no text": () => jwt({ claims: { iss: [issuer] } }),
    "another application's audience": () => jwt({ claims: { aud: ["other"] } }),
    "no audience": () => jwt({ claims: { aud: undefined } }),
    "an empty audience": () => jwt({ claims: { aud: [] } }),
    "an audience that is an object": () => jwt({ claims: { aud: { 0: audience } } }),
    "over": () => jwt({ claims: { exp: now() - 1 } }),
    "over now": () => jwt({ claims: { exp: now() } }),
    "without an end": () => jwt({ claims: { exp: undefined } }),
    "with an end that is a text": () => jwt({ claims: { exp: String(now() + 600) } }),
    "not begun": () => jwt({ claims: { nbf: now() + 60 } }),
    "without a beginning": () => jwt({ claims: { nbf: undefined } }),
    "signed by another key": () => jwt({ key: stranger }),
    "of an unknown key": () => jwt({ header: { kid: "two" }, key: stranger }),
    "without a key's name": () => jwt({ header: { kid: undefined } }),
    "alg none": () => jwt({ header: { alg: "none" }, signature: () => "" }),
    "alg none, signed": () => jwt({ header: { alg: "none" } }),
    "alg HS256 with the public key": () => jwt({ header: { alg: "HS256" }, signature: hmac(current.publicKey.export({ type: "spki", format: "pem" })) }),
    "alg RS512": () => jwt({ header: { alg: "RS512" } }),
    "without a signature": () => jwt({ signature: () => "" }),
    "with half a signature": () => jwt().slice(0, -100),
    "with other claims under the signature": () => {
      const [head, , signature] = jwt().split(".");
      return [head, base64url({ iss: issuer, aud: [audience], nbf: 0, exp: now() + 9999 }), signature].join(".");
    },
    "two parts": () => jwt().split(".").slice(0, 2).join("."),
    "four parts": () => `${jwt()}.x`,
    "claims that are no object": () => `${base64url({ alg: "RS256", kid: "one" })}.${base64url("null")}.x`,
    "claims that are no JSON": () => `${base64url({ alg: "RS256", kid: "one" })}.${base64url("{")}.x`,
    "no base64": () => "***.***.***",
    "bytes that are no UTF-8": () => `${Buffer.from([0xff]).toString("base64url")}.e30.e30`,
    "empty": () => "",
    "far too long": () => `${"x".repeat(12_000)}.${"x".repeat(12_000)}.x`,
  };
  let worker;
  before(async () => {
    certificates = keys(jwk(current, "one"));
    worker = await start();
  });
  after(() => worker?.stop());
  for (const [name, make] of Object.entries(cases)) {
    test(name, async () => {
      assert.equal((await come(worker, jwt())).status, 200);
      for (const path of ["/session", "/api/codes", "/index.html"]) {
        const { status, body } = await come(worker, make(), path);
        assert.deepEqual([status, body], [401, ""], path);
      }
    });
  }
});

describe("the keys", () => {
  test("an unknown one is asked for, at most once a minute, however many ask at once", async () => {
    await withWorker({}, async (worker) => {
      assert.equal((await come(worker, jwt())).status, 200);
      certificates = keys(jwk(current, "one"), jwk(next, "two"));
      const unknown = () => come(worker, jwt({ header: { kid: `${Math.random()}` }, key: stranger }));
      await Promise.all(Array.from({ length: 20 }, unknown));
      for (let times = 0; times < 5; times += 1) await unknown();
      assert.equal(fetched, 1, "they came a moment ago");
      assert.equal((await come(worker, jwt())).status, 200);
    });
  });

  test("many of the first at once are all let in", async () => {
    await withWorker({}, async (worker) => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => come(worker, jwt())));
      assert.deepEqual(answers.map(({ status }) => status), Array(10).fill(200));
    });
  });

  for (const [name, answer] of Object.entries({
    "a failure": failing(500),
    "a page": (response) => response.setHeader("Content-Type", "text/html").end("<p>"),
    "no list": (response) => response.end("{}"),
    "nulls": (response) => response.end('{"keys":[null,1,{"kid":"one"}]}'),
  })) {
    test(`${name} in their place lets nobody in, is not asked for at each request, and breaks nothing`, async () => {
      await withWorker({}, async (worker) => {
        certificates = answer;
        for (let times = 0; times < 5; times += 1) assert.equal((await come(worker, jwt())).status, 401);
        assert.equal(fetched, 1);
      });
    });
  }

  test("what is plainly not for this Worker makes nobody fetch them", async () => {
    await withWorker({}, async (worker) => {
      await come(worker, jwt({ claims: { aud: ["other"] } }));
      await come(worker, jwt({ claims: { exp: 1 } }));
      await come(worker, jwt({ header: { alg: "none" } }));
      assert.equal(fetched, 0);
    });
  });
});

test("half of the settings, or a domain that is none, let nobody in, and the log says so", async () => {
  for (const variables of [{ ACCESS_AUD: "" }, { ACCESS_TEAM_DOMAIN: "" }, { ACCESS_TEAM_DOMAIN: "http://team.example" }, { ACCESS_TEAM_DOMAIN: "https://a/b" }]) {
    await withWorker(variables, async (worker) => {
      assert.equal((await come(worker, jwt())).status, 503);
      await worker.logged(/ACCESS_TEAM_DOMAIN is to be/);
    });
  }
});

test("beside a token both ways are open", async () => {
  await withWorker({ CONSOLE_TOKEN: "a-console-token-of-the-tests" }, async (worker) => {
    assert.deepEqual((await come(worker, jwt())).body, { by: "access" });
    const { status, cookie } = await signIn(worker);
    assert.equal(status, 204);
    assert.deepEqual((await ask(worker, "/session", { cookie })).body, { by: "token" });
    assert.equal((await come(worker, jwt({ key: stranger }))).status, 401);
  });
});
