// A web server that nobody here wrote: Apache lets in who signs in by WeChat (mod_auth_openidc).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { clients, startLogin, until } from "./login.mjs";

const { grafana } = clients;
const apache = "/usr/sbin/apache2";
const modules = "/usr/lib/apache2/modules";
const isThere = existsSync(apache) && existsSync(`${modules}/mod_auth_openidc.so`);
if (!isThere && process.env.WECHAT_EDGE_OTHER_CLIENTS === "required") throw new Error("there is no Apache with mod_auth_openidc");
const skip = isThere ? false : "NOT TESTED: there is no Apache here (apt-get install apache2 libapache2-mod-auth-openidc)";

describe("Apache", { skip }, () => {
  let login, site;
  before(async () => {
    login = await startLogin({}, { codes: 10 });
    site = await startApache();
  });
  after(async () => {
    await site?.stop();
    await login?.stop();
  });

  test("lets in who signs in, and knows them by name", async () => {
    const visitor = new Visitor();
    const sent = await visitor.ask(`${site.url}/inside/`);
    assert.equal(sent.status, 302);
    const phone = login.phone();
    const back = await signIn(sent.headers.location, phone);
    const { status, headers } = await visitor.ask(back);
    assert.deepEqual([status, headers.location], [302, `${site.url}/inside/`]);
    const { body, headers: told } = await visitor.ask(headers.location);
    assert.equal(body, "inside\n");
    assert.match(told["x-user"], /^wx_[a-z2-7]{10}$/);
    assert.equal(told["x-subject"], phone.openid);
    assert.equal(told["x-email"], `${told["x-user"]}@127.0.0.1`);
  });

  test("lets in nobody who comes back with another's answer, or an altered one", async () => {
    const own = await new Visitor().ask(`${site.url}/inside/`);
    const back = await signIn(own.headers.location, login.phone());
    // A browser that did not begin it: the state is not its own.
    const other = new Visitor();
    await other.ask(`${site.url}/inside/`);
    const refused = await other.ask(back);
    assert.notEqual(refused.headers.location, `${site.url}/inside/`);
    assert.notEqual((await other.ask(`${site.url}/inside/`)).body, "inside\n");

    const visitor = new Visitor();
    const sent = await visitor.ask(`${site.url}/inside/`);
    const altered = new URL(await signIn(sent.headers.location, login.phone()));
    altered.searchParams.set("code", "0123456789012345678901");
    await visitor.ask(altered.href);
    assert.notEqual((await visitor.ask(`${site.url}/inside/`)).body, "inside\n");
  });

  test("says no to who said no", async () => {
    const visitor = new Visitor();
    const sent = await visitor.ask(`${site.url}/inside/`);
    const attempt = await open(sent.headers.location);
    const { headers } = await attempt.browser.ask(`${attempt.path}/cancel`);
    await visitor.ask(here(headers.get("location")));
    assert.notEqual((await visitor.ask(`${site.url}/inside/`)).body, "inside\n");
  });

  function open(location) {
    const { pathname, search } = new URL(location);
    return login.browser().open({ ...grafana, redirect: grafana.local }, pathname + search);
  }

  /** Apache is not at the port that clients.toml names: that is not known beforehand. */
  const here = (location) => location.replace(new URL(grafana.local).origin, site.url);

  /** Where the visitor comes back to. */
  async function signIn(location, phone) {
    const attempt = await open(location);
    await phone.scan(attempt.scene);
    await phone.say(attempt.view.number);
    const { headers } = await attempt.browser.ask(attempt.path);
    return here(headers.get("location"));
  }

  /** Apache on a free port. */
  async function startApache() {
    const folder = mkdtempSync(join(tmpdir(), "wechat-edge-apache-"));
    const port = await freePort();
    mkdirSync(`${folder}/www/inside`, { recursive: true });
    writeFileSync(`${folder}/www/inside/index.html`, "inside\n");
    writeFileSync(`${folder}/mime.types`, "text/html html\n");
    writeFileSync(`${folder}/httpd.conf`, configuration(folder, port));
    const server = spawn(apache, ["-f", `${folder}/httpd.conf`, "-DFOREGROUND"], { stdio: "ignore" });
    const exited = once(server, "exit");
    await until(() => answers(port));
    return {
      url: `http://127.0.0.1:${port}`,
      async stop() {
        server.kill();
        await exited;
        rmSync(folder, { recursive: true });
      },
    };
  }

  function configuration(folder, port) {
    const loaded = ["mpm_event", "authz_core", "authn_core", "authz_user", "dir", "mime", "headers", "auth_openidc"];
    return `
ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
${loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join("\n")}
TypesConfig ${folder}/mime.types
DocumentRoot ${folder}/www
OIDCProviderMetadataURL ${login.url}/.well-known/openid-configuration
OIDCClientID ${grafana.id}
OIDCClientSecret ${grafana.secret}
OIDCRedirectURI ${grafana.local}
OIDCCryptoPassphrase of-the-tests
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCRemoteUserClaim preferred_username
<Location />
  AuthType openid-connect
  Require valid-user
</Location>
<Location /inside>
  Header set X-User "expr=%{REMOTE_USER}"
  Header set X-Subject "%{OIDC_CLAIM_sub}e"
  Header set X-Email "%{OIDC_CLAIM_email}e"
</Location>
`;
  }
});

/** A browser with cookies. Not `fetch`: Apache takes that for a script, which is not sent to sign in. */
class Visitor {
  #cookies = new Map();

  async ask(url) {
    const Cookie = [...this.#cookies].map((pair) => pair.join("=")).join("; ");
    const asked = get(url, { agent: false, headers: { Cookie, Accept: "text/html" } });
    // Behind its page of errors the module (2.4.12) sends more than it said it would: Node then drops it all.
    asked.on("error", () => {});
    const [response] = await once(asked, "response");
    const body = await response.toArray().then((chunks) => Buffer.concat(chunks).toString(), () => undefined);
    for (const line of response.headers["set-cookie"] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies.set(name, value);
    }
    return { status: response.statusCode, headers: response.headers, body };
  }
}

async function freePort() {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
