// Clients that nobody here wrote sign a visitor in at the built Worker, and refuse what they should.
//
// Between client and Worker stands a proxy that alters what it is told to: so all of them, in whatever language,
// meet the same forgeries.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, request as ask } from "node:http";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { Auth, skipCSRFCheck } from "@auth/core";
import * as oauth from "oauth4webapi";
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from "oidc-client-ts";
import * as openid from "openid-client";
import { Issuer } from "openid-client-5";
import { programs, skip } from "./clients/prepare.mjs";
import { clients, startLogin } from "./login.mjs";
import { challenge } from "./login-visitors.mjs";

const { grafana, spa } = clients;
let login, proxy;
before(async () => {
  login = await startLogin({}, { codes: 300 });
  proxy = await startProxy();
  login.url = proxy.url;
});
after(async () => {
  await proxy?.stop();
  await login?.stop();
});

/**
 * Each begins a sign-in: gives back where the visitor is to be sent, and a function of where they came back to,
 * which gives back who they are or throws. `leaves` names what the library does not look at, by its own manual.
 */
const sites = {
  "openid-client 6": {
    async begin() {
      const config = await openid.discovery(new URL(proxy.url), grafana.id, undefined, openid.ClientSecretBasic(grafana.secret), {
        execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks],
      });
      const [pkceCodeVerifier, expectedState, expectedNonce] = [openid.randomPKCECodeVerifier(), openid.randomState(), openid.randomNonce()];
      const url = openid.buildAuthorizationUrl(config, {
        ...{ redirect_uri: grafana.redirect, scope: "openid profile email", state: expectedState, nonce: expectedNonce },
        ...{ code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256" },
      });
      return {
        url,
        async finish(back) {
          const tokens = await openid.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce });
          const claims = tokens.claims();
          return { claims, userinfo: await openid.fetchUserInfo(config, tokens.access_token, claims.sub) };
        },
      };
    },
  },

  "openid-client 5, as next-auth 4 has it": {
    async begin() {
      const issuer = await Issuer.discover(proxy.url);
      const client = new issuer.Client({ client_id: grafana.id, client_secret: grafana.secret, redirect_uris: [grafana.redirect], response_types: ["code"] });
      const [state, nonce, code_verifier] = [0, 1, 2].map(() => randomBytes(32).toString("base64url"));
      const url = client.authorizationUrl({ scope: "openid profile email", state, nonce, code_challenge: challenge(code_verifier), code_challenge_method: "S256" });
      return {
        url,
        async finish(back) {
          const tokens = await client.callback(grafana.redirect, client.callbackParams(back.href), { state, nonce, code_verifier });
          return { claims: tokens.claims(), userinfo: await client.userinfo(tokens) };
        },
      };
    },
  },

  oauth4webapi: {
    async begin() {
      const insecure = { [oauth.allowInsecureRequests]: true };
      const issuer = new URL(proxy.url);
      const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
      const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
      const client = { client_id: grafana.id };
      const url = new URL(server.authorization_endpoint);
      const parameters = { client_id: grafana.id, redirect_uri: grafana.redirect, response_type: "code", scope: "openid profile email", state, nonce };
      url.search = new URLSearchParams({ ...parameters, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" });
      return {
        url,
        async finish(back) {
          const found = oauth.validateAuthResponse(server, client, back, state);
          const secret = oauth.ClientSecretPost(grafana.secret);
          const response = await oauth.authorizationCodeGrantRequest(server, client, secret, found, grafana.redirect, verifier, insecure);
          const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, requireIdToken: true });
          await oauth.validateApplicationLevelSignature(server, response, insecure);
          const claims = oauth.getValidatedIdTokenClaims(tokens);
          const answer = await oauth.userInfoRequest(server, client, tokens.access_token, insecure);
          return { claims, userinfo: await oauth.processUserInfoResponse(server, client, claims.sub, answer) };
        },
      };
    },
  },

  "@auth/core": {
    // Auth.js trusts the connection to the issuer, as OpenID Connect allows (Core, section 3.1.3.7).
    leaves: ["signature", "subject", "HS256"],
    redirect: grafana.local,
    async begin() {
      let claims;
      let failure;
      const config = {
        ...{ trustHost: true, secret: "of the tests", basePath: "/auth", skipCSRFCheck },
        logger: { error: (error) => (failure = error), warn() {}, debug() {} },
        callbacks: {
          jwt: ({ token, profile }) => {
            claims = profile ?? claims;
            return token;
          },
        },
        providers: [
          {
            ...{ id: "wechat", name: "微信", type: "oidc", issuer: proxy.url, clientId: grafana.id, clientSecret: grafana.secret },
            checks: ["pkce", "state", "nonce"],
          },
        ],
      };
      const jar = new Map();
      const ask = async (url, init = {}) => {
        const Cookie = [...jar].map((pair) => pair.join("=")).join("; ");
        const response = await Auth(new Request(url, { ...init, headers: { ...init.headers, Cookie } }), config);
        for (const line of response.headers.getSetCookie()) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
          jar.set(name, value);
        }
        return response;
      };
      const sent = await ask("http://127.0.0.1:3000/auth/signin/wechat", { method: "POST", body: new URLSearchParams() });
      return {
        url: new URL(sent.headers.get("location")),
        async finish(back) {
          const answer = await ask(back.href);
          const location = answer.headers.get("location") ?? "";
          if (failure) throw failure;
          if (/error/.test(location)) throw new Error(location);
          const session = await (await ask("http://127.0.0.1:3000/auth/session")).json();
          assert.equal(session.user.name, claims.name);
          assert.equal(session.user.email, claims.email);
          // It reads the ID token and does not ask /userinfo.
          return { claims, userinfo: { ...claims } };
        },
      };
    },
  },

  "oidc-client-ts, a public client": {
    // Of the ID token it reads who it is about; TLS to the issuer vouches for the rest.
    leaves: ["iss", "signature", "subject", "HS256", "none"],
    redirect: spa.redirect,
    client: spa,
    async begin() {
      const client = new OidcClient({
        ...{ authority: proxy.url, client_id: spa.id, redirect_uri: spa.redirect, scope: "openid profile", loadUserInfo: true },
        stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      });
      const { url } = await client.createSigninRequest({ nonce: randomBytes(16).toString("hex") });
      return {
        url: new URL(url),
        async finish(back) {
          const { profile } = await client.processSigninResponse(back.href);
          return { claims: profile, userinfo: profile };
        },
      };
    },
  },

  "Authlib, of Python": {
    leaves: ["iss"],
    skip: skip("authlib"),
    begin: () => beginProgram(programs.authlib),
  },

  "openidconnect, of Rust": {
    skip: skip("openidconnect"),
    begin: () => beginProgram(programs.openidconnect),
  },
};

// What the proxy can do to an ID token, without the key it is signed with.
const forgeries = {
  signature: ([head, payload, signature]) => [head, payload, flipped(signature)],
  subject: ([head, payload, signature]) => [head, changed(payload, { sub: "oSomebodyElse0000000000000000" }), signature],
  none: ([, payload]) => [encoded({ alg: "none" }), payload, ""],
  HS256: ([head, payload], key) => {
    const { kid } = JSON.parse(Buffer.from(head, "base64url"));
    const signed = `${encoded({ alg: "HS256", kid })}.${payload}`;
    return [...signed.split("."), createHmac("sha256", key).update(signed).digest("base64url")];
  },
};
const flipped = (text) => (text[9] === "A" ? "B" : "A") + text.slice(1, 9) + (text[9] === "A" ? "B" : "A") + text.slice(10);
const encoded = (json) => Buffer.from(JSON.stringify(json)).toString("base64url");
const changed = (payload, more) => encoded({ ...JSON.parse(Buffer.from(payload, "base64url")), ...more });

for (const [name, site] of Object.entries(sites)) {
  const { leaves = [], redirect = grafana.redirect, client = grafana } = site;

  /** A visitor signs in where the site sent them; gives back where they come back to. */
  async function visit(url, phone) {
    const attempt = await login.browser().open({ ...client, redirect }, proxied(url));
    await phone.scan(attempt.scene);
    await phone.say(attempt.view.number);
    const { headers } = await attempt.browser.ask(attempt.path);
    return new URL(headers.get("location"));
  }

  /** A sign-in in which something is altered, and which therefore must fail. */
  async function refused({ url: alterUrl = () => {}, back: alterBack = () => {}, token }) {
    const begun = await site.begin();
    const url = new URL(begun.url);
    alterUrl(url.searchParams);
    const back = await visit(url, login.phone());
    alterBack(back.searchParams);
    proxy.forge = token;
    try {
      await assert.rejects(async () => begun.finish(back));
    } finally {
      proxy.forge = undefined;
    }
  }

  describe(name, { skip: site.skip ?? false }, () => {
    test("signs a visitor in", async () => {
      const phone = login.phone();
      const { url, finish } = await site.begin();
      const { claims, userinfo } = await finish(await visit(new URL(url), phone));
      assert.deepEqual([claims.sub, userinfo.sub], [phone.openid, phone.openid]);
      assert.match(userinfo.preferred_username, /^wx_[a-z2-7]{10}$/);
      assert.match(userinfo.name, /^微信用户/);
      if (client === grafana) assert.equal(userinfo.email, `${userinfo.preferred_username}@127.0.0.1`);
    });

    test("learns that the visitor did not want to", async () => {
      const { url, finish } = await site.begin();
      const attempt = await login.browser().open({ ...client, redirect }, proxied(url));
      const { headers } = await attempt.browser.ask(`${attempt.path}/cancel`);
      await assert.rejects(async () => finish(new URL(headers.get("location"))));
    });

    const alterations = {
      state: ["another state", { back: (query) => query.set("state", "another") }],
      nonce: ["an ID token for another nonce", { url: (query) => query.set("nonce", "another") }],
      pkce: ["a code for another challenge", { url: (query) => query.set("code_challenge", challenge("another")) }],
      code: ["another code", { back: (query) => query.set("code", "0123456789012345678901") }],
      iss: ["another issuer in the answer", { back: (query) => query.set("iss", "https://evil.example") }],
      signature: ["an altered signature", { token: "signature" }],
      subject: ["an altered subject", { token: "subject" }],
      none: ["an unsigned ID token", { token: "none" }],
      HS256: ["an ID token signed with the public key", { token: "HS256" }],
    };
    for (const [key, [refusal, how]] of Object.entries(alterations)) {
      if (!leaves.includes(key)) test(`refuses ${refusal}`, () => refused(how));
    }

    test("what was altered for the tests above is all that was wrong", async () => {
      const { url, finish } = await site.begin();
      await finish(await visit(new URL(url), login.phone()));
    });
  });
}

/** The address with the Worker's own port in the place of the proxy's. */
const proxied = (url) => new URL(url).pathname + new URL(url).search;

/** A program that prints an address, reads one, and prints who came (clients/README.md). */
async function beginProgram([program, ...args]) {
  const child = spawn(program, [...args, proxy.url, grafana.id, grafana.secret, grafana.redirect], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, AUTHLIB_INSECURE_TRANSPORT: "1" },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => (await lines.next()).value ?? assert.fail(said);
  return {
    url: await line(),
    async finish(back) {
      child.stdin.end(`${back.href}\n`);
      const { refused, ...found } = JSON.parse(await line());
      await once(child, "close");
      if (refused !== undefined) throw new Error(refused);
      return found;
    },
  };
}

/** The Worker's answer, asked by the Host that the client asked: so the proxy's address is the issuer's. */
async function onward({ method, url, headers }, body) {
  const asked = ask(`${login.worker.url}${url}`, { method, headers });
  asked.end(body);
  const [answer] = await once(asked, "response");
  const chunks = [];
  for await (const chunk of answer) chunks.push(chunk);
  const { "content-length": _, "transfer-encoding": __, ...others } = answer.headers;
  return { status: answer.statusCode, headers: others, body: Buffer.concat(chunks) };
}

/** Hands everything on to the Worker, and forges ID tokens where it is told to. */
async function startProxy() {
  const found = { forge: undefined };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { status, headers, body } = await onward(request, Buffer.concat(chunks));
    response.writeHead(status, headers);
    response.end(found.forge !== undefined && request.url === "/token" ? await forged(body) : body);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  found.url = `http://127.0.0.1:${server.address().port}`;
  found.stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };

  async function forged(body) {
    const answer = JSON.parse(body);
    const { body: jwks } = await login.ask("/jwks");
    answer.id_token = forgeries[found.forge](answer.id_token.split("."), jwks.keys[0].n).join(".");
    return JSON.stringify(answer);
  }
  return found;
}
