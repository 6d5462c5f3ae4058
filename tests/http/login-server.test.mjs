// The reverse way: a drop-in for wechat-server, which one-api, new-api and their kin call.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clients, eightDigits, serverToken, startLogin } from "./login.mjs";


let login;
before(async () => (login = await startLogin({}, { codes: 0 })));
after(() => login?.stop());

describe("GET /api/wechat/user, as wechat-server's clients call it", () => {
  const code = async (phone) => {
    const digits = eightDigits(await phone.say("验证码"));
    return digits;
  };

  test("验证码 in the chat gives eight digits; they are the openid, once", async () => {
    const phone = login.phone();
    const digits = await code(phone);
    const { status, headers, body } = await login.server(`?code=${digits}`);
    assert.equal(status, 200);
    assert.match(headers.get("content-type"), /^application\/json\b/);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.deepEqual(body, { success: true, message: "", data: phone.openid });
    assert.deepEqual((await login.server(`?code=${digits}`)).body, { success: true, message: "", data: "" });
  });

  test("so does a scan of the permanent code login, by a follower and by a stranger", async () => {
    for (const isNew of [false, true]) {
      const phone = login.phone();
      const digits = eightDigits(await phone.scan("login", { isNew }));
      const { body } = await login.server(`?code=${digits}`, { path: "//api/wechat/user" });
      assert.equal(body.data, phone.openid);
    }
  });

  test("unknown codes are no one's, and always 200", async () => {
    for (const query of ["?code=00000000", "?code=1", "?code=%E4%BB%A3", "?code=' OR 1=1", `?code=${"1".repeat(1000)}`]) {
      const { status, body } = await login.server(query);
      assert.deepEqual([status, body], [200, { success: true, message: "", data: "" }], query);
    }
  });

  test("no code is 无效的参数", async () => {
    for (const query of ["", "?", "?code=", "?kode=1"]) {
      const { status, body } = await login.server(query);
      assert.equal(status, 200);
      assert.deepEqual([body.success, body.message], [false, "无效的参数"], query);
    }
  });

  test("nobody without the token learns anything, and no code is spent", async () => {
    const phone = login.phone();
    const digits = await code(phone);
    for (const token of [null, "", "wrong", `Bearer ${serverToken}`, `${serverToken}x`]) {
      const { status, body } = await login.server(`?code=${digits}`, { token });
      assert.equal(status, 200);
      assert.equal(body.success, false);
      assert.notEqual(body.message, "");
      assert.ok(!JSON.stringify(body).includes(phone.openid));
    }
    assert.equal((await login.server(`?code=${digits}`)).body.data, phone.openid);
  });
});
