// What the console knows of codes: sent by the tool, named by the owner, shown as they were written.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ask, signIn } from "./console.mjs";
import { startWithStores } from "./stores.mjs";

const hostile = ["<img src=x onerror=alert(1)>", "\u202egnp.exe", "😀👨‍👩‍👧‍👦", "=HYPERLINK(\"http://evil\")", "'; DROP TABLE codes; --", "\\\"\n\t\u0000x", "店"];
const code = (scene, more = {}) => ({ scene, ticket: `ticket-${scene}`, url: "http://weixin.qq.com/q/0abc", ...more });
const json = (value) => ({ headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });

let worker;
before(async () => (worker = await startWithStores()));
after(() => worker?.stop());
const post = (codes) => worker.api("codes", { method: "POST", ...json(codes) });
const patch = (codes) => worker.api("codes", { method: "PATCH", ...json(codes) });
const known = async () => (await worker.api("codes")).body.codes;

test("at first there are none", async () => {
  assert.deepEqual((await worker.api("codes")).body, { codes: [] });
});

test("what the tool sends is there, once however often and whoever sends it at once", async () => {
  const codes = [code("store-2", { expires: "2026-12-01T00:00:00Z", name: "二店", group: "杭州" }), code("store-1")];
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(codes)));
  for (const { status, body } of answers) assert.deepEqual([status, body], [200, { written: 2 }]);
  assert.deepEqual(
    (await known()).map(({ rule, rule_new, ...code }) => code),
    [
      { ...code("store-1"), expires: null, name: null, group: null, remark: null },
      { ...code("store-2"), expires: "2026-12-01T00:00:00Z", name: "二店", group: "杭州", remark: null },
    ],
  );
});

test("the owner's names stay when the tool sends the code again, its picture does not", async () => {
  const { cookie } = await signIn(worker);
  const name = (codes) => ask(worker, "/api/codes", { method: "PATCH", cookie, own: true, json: codes });
  assert.deepEqual((await name([{ scene: "store-2", name: "西湖店", remark: "门口" }])).body, { written: 1 });
  assert.deepEqual((await name([{ scene: "store-2", group: "" }, { scene: "never-made", name: "x" }])).status, 200);
  await post([code("store-2", { name: "二店", group: "杭州", url: "http://weixin.qq.com/q/new", ticket: "new" })]);
  const codes = Object.fromEntries((await known()).map(({ rule, rule_new, ...code }) => [code.scene, code]));
  assert.deepEqual(codes["store-2"], {
    ...{ scene: "store-2", name: "西湖店", group: null, remark: "门口" },
    ...{ url: "http://weixin.qq.com/q/new", ticket: "new", expires: null },
  });
  assert.deepEqual(codes["never-made"], { scene: "never-made", name: "x", group: null, remark: null, url: null, ticket: null, expires: null });
});

test("anybody's text is kept and given back as it was written", async () => {
  // WeChat's scenes have no control characters, but nothing here rests on that.
  const codes = hostile.map((text) => code(text, { name: text, group: text }));
  assert.equal((await post(codes)).status, 200);
  assert.equal((await patch(hostile.map((text) => ({ scene: text, remark: text })))).status, 200);
  const found = new Map((await known()).map((code) => [code.scene, code]));
  for (const text of hostile.filter((text) => !text.includes("\0"))) {
    const { scene, name, group, remark } = found.get(text) ?? {};
    assert.deepEqual([scene, name, group, remark], [text, text, text, text]);
  }
  assert.equal((await worker.sql("SELECT count(*) AS tables FROM sqlite_master WHERE name = 'codes'"))[0].tables, 1);
});

test("each code says which rules of replies.toml answer who scans it, a follower and a new one", async () => {
  const lines = readFileSync(new URL("../shipped/replies.toml", import.meta.url), "utf8").split("\n");
  const ruleOf = (text) => {
    const line = lines.lastIndexOf("[[rule]]", lines.indexOf(`reply = "${text}"`)) + 1;
    return { line, text };
  };
  const codes = await known();
  assert.ok(codes.length > 5);
  for (const { scene, rule, rule_new } of codes) {
    assert.deepEqual(rule, ruleOf("您扫描的场景值为：{scene}"), scene);
    assert.deepEqual(rule_new, ruleOf("感谢您的关注！场景值:{scene}"), scene);
  }
});

test("what is no code is refused, and nothing of its list is written", async () => {
  const before = await known();
  const long = "长".repeat(101);
  const bad = [
    [{ scene: "" }], [{}], [null], [1], ["x"], [[]], [{ scene: 1 }], [{ scene: "s".repeat(65) }], [{ scene: "a", name: 1 }],
    [{ scene: "a", name: long }], [{ scene: "a", group: long }],
  ];
  for (const codes of bad) {
    for (const [send, more] of [[post, { ticket: "t", url: "http://x" }], [patch, {}]]) {
      const list = [code("fine"), ...codes.map((one) => (one && typeof one === "object" && !Array.isArray(one) ? { ...more, ...one } : one))];
      const { status, body } = await send(list);
      assert.equal(status, 400, JSON.stringify(codes));
      assert.match(body.error, /^at 1 of the list, (scene|name|group) is not/);
    }
  }
  for (const more of [{ url: "javascript:alert(1)" }, { url: "" }, { url: null }, { ticket: null }, { expires: "soon" }, { expires: 1 }, { expires: "2026-12-01T00:00:00+08:00" }, { expires: "２026-12-01T00:00:00Z" }]) {
    assert.equal((await post([code("a", more)])).status, 400, JSON.stringify(more));
  }
  assert.equal((await patch([{ scene: "a", remark: "长".repeat(1001) }])).status, 400);
  for (const body of ["", "{}", "null", "[", '"x"']) {
    for (const method of ["POST", "PATCH"]) assert.equal((await worker.api("codes", { method, body })).status, 400, body);
  }
  assert.equal((await post(Array.from({ length: 501 }, (_, at) => code(`c${at}`)))).status, 413);
  assert.equal((await post([code("a", { name: "x".repeat(1024 * 1024) })])).status, 413);
  assert.deepEqual(await known(), before);
});

test("500 at once, and a thousand in one answer", async () => {
  for (const part of [0, 500]) {
    const codes = Array.from({ length: 500 }, (_, at) => code(`bulk-${String(part + at).padStart(4, "0")}`, { name: `码 ${part + at}` }));
    assert.deepEqual((await post(codes)).body, { written: 500 });
  }
  await worker.control("/meter");
  const begun = performance.now();
  const bulk = (await known()).filter(({ scene }) => scene.startsWith("bulk-"));
  assert.ok(performance.now() - begun < 2000);
  const { read, written } = await worker.control("/meter");
  assert.ok(read >= 1000 && read < 1100 && written === 0, `${read} rows read`);
  assert.deepEqual(bulk.map(({ name }) => name), Array.from({ length: 1000 }, (_, at) => `码 ${at}`));
});

test("codes take no parameters, and no other methods", async () => {
  assert.equal((await worker.api("codes?scene=x")).status, 400);
  assert.equal((await worker.api("codes.csv")).status, 404);
  for (const method of ["PUT", "DELETE"]) assert.equal((await worker.api("codes", { method })).status, 405);
});
