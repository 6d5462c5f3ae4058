// A site that signs its visitors in by WeChat, with openid-client: this is all that a site needs for it.
// `npm run example` starts it.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import * as oidc from "openid-client";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT } = process.env;
const home = `http://localhost:${PORT}/`;
// Plain http is for one's own machine alone: elsewhere this option is left out.
const config = await oidc.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET, undefined, {
  execute: [oidc.allowInsecureRequests],
});
// What is known of each browser, by a cookie that nobody guesses: while it signs in, what the answer has
// to fit; then who it is.
const browsers = new Map();

const pages = {
  "/": ({ claims }) => claims ? `<p>${escape(claims.name)} <code>${escape(claims.sub)}</code></p><p><a href="/out">退出 Sign out</a></p>` : signIn,
  "/in": async () => {
    const [pkceCodeVerifier, expectedState, expectedNonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
    const to = oidc.buildAuthorizationUrl(config, {
      redirect_uri: `${home}callback`,
      scope: "openid profile",
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
    });
    return { to, known: { checks: { pkceCodeVerifier, expectedState, expectedNonce } } };
  },
  "/callback": async ({ checks }, url) => {
    const tokens = await oidc.authorizationCodeGrant(config, url, checks);
    return { to: home, known: { claims: tokens.claims() } };
  },
  "/out": () => ({ to: home, known: {} }),
};

const signIn = `<p><a href="/in">微信登录 Sign in with WeChat</a></p>`;
const escape = (text) => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

createServer(async (request, response) => {
  const url = new URL(request.url, home);
  const [, cookie] = /(?:^|; )example=([\w-]+)/.exec(request.headers.cookie ?? "") ?? [];
  try {
    const answer = await pages[url.pathname]?.(browsers.get(cookie) ?? {}, url);
    if (answer?.to === undefined) return show(response, answer ? 200 : 404, answer ?? "");
    // Whoever signs in gets another cookie than before.
    const next = randomUUID();
    browsers.delete(cookie);
    browsers.set(next, answer.known);
    response.writeHead(303, { Location: String(answer.to), "Set-Cookie": `example=${next}; Path=/; HttpOnly; SameSite=Lax` }).end();
  } catch (error) {
    show(response, 400, `<p>没有登录 Not signed in: <code>${escape(error.error ?? error.code ?? error.message)}</code></p>${signIn}`);
  }
}).listen(PORT, "localhost", () => console.log(`Ready on ${home}`));

function show(response, status, body) {
  const html = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><link rel="icon" href="data:,"><title>示例网站 Example</title><h1>示例网站 Example</h1>${body}</html>`;
  response.writeHead(status, { "Content-Type": "text/html; charset=utf-8" }).end(html);
}
