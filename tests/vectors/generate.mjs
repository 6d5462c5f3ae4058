// Writes cases.json: `node tests/vectors/generate.mjs`. Everything is computed here, by node:crypto,
// from WeChat's rules (src/wechat/PROTOCOL.md, sections A and B); nothing comes from src/.
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { writeFileSync } from "node:fs";

// Made up. The last character of the key sets spare bits, as many that WeChat makes up do.
const token = "zMadeUpToken2026";
const key = "c9Zr2LwXk8VbTn4QyHf6JmPd1SgRa7UeKo3WiBxMtEF";
const otherToken = "zAnotherToken";
const otherKey = "Q4mZ7tKb1XyVw9Lr3GcHd8Nf2PsJa6UeRo5WiTxBvMC";
const appId = "wx2c2769f8efd9abc2";
const account = "gh_7f083739789a";
const visitor = "oia2TjuEGTNoeX76QEjQNrcURxG8";

const now = 1735700000;
/** As far ahead as `now` is behind, for who cannot set the clock (see README.md). */
const farAhead = 4102444800;
const nonce = "1320562132";

const plain = { token, tolerance: 300 };
const safe = { ...plain, aes_key: key, app_id: appId };
const rotating = { ...safe, previous_token: otherToken, previous_aes_key: otherKey };

const sha1 = (...parts) => createHash("sha1").update(parts.sort(byBytes).join("")).digest("hex");
const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

const text = (content, from = visitor) => `<xml><ToUserName><![CDATA[${account}]]></ToUserName>
<FromUserName><![CDATA[${from}]]></FromUserName>
<CreateTime>1735699999</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[${content}]]></Content>
<MsgId>6054768590064713728</MsgId>
</xml>`;
const hello = text("你好 👋");

/** random(16) ‖ length ‖ message ‖ app id; equal in every run. */
function frame(message, { id = appId, length, random } = {}) {
  const bytes = Buffer.from(message);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length ?? bytes.length);
  random ??= createHash("sha256").update(bytes).digest().subarray(0, 16);
  return Buffer.concat([random, size, bytes, Buffer.from(id)]);
}

function pad(bytes, block = 32) {
  const count = block - (bytes.length % block);
  return Buffer.concat([bytes, Buffer.alloc(count, count)]);
}

function encrypt(bytes, encodingAesKey = key) {
  const aes = Buffer.from(`${encodingAesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", aes, aes.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.final()]).toString("base64");
}

/** The message in a ciphertext, if one would only look at its length. */
function open(sealed) {
  const aes = Buffer.from(`${key}=`, "base64");
  const cipher = createDecipheriv("aes-256-cbc", aes, aes.subarray(0, 16)).setAutoPadding(false);
  const bytes = Buffer.concat([cipher.update(sealed, "base64"), cipher.final()]);
  return bytes.subarray(20, 20 + bytes.readUInt32BE(16)).toString();
}

const seal = (message, options = {}) => encrypt(pad(frame(message, options)), options.key);
const envelope = (sealed) =>
  `<xml><ToUserName><![CDATA[${account}]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`;
const beside = (xml, sealed) => xml.replace("</xml>", `<Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`);

/** A query: an object, or pairs where a key comes twice. A key that is undefined is left out. */
const queryOf = (pairs) =>
  new URLSearchParams((Array.isArray(pairs) ? pairs : Object.entries(pairs)).filter(([, v]) => v !== undefined)).toString();

function signed(changes = {}) {
  const { signedWith = token, ...keys } = { timestamp: String(now), nonce, ...changes };
  return { signature: sha1(signedWith, keys.timestamp, keys.nonce), openid: visitor, ...keys };
}

function signedEncrypt(sealed, changes = {}) {
  const query = signed(changes);
  const { signedWith = token } = changes;
  const msg_signature = sha1(signedWith, query.timestamp, query.nonce, sealed);
  return { ...query, encrypt_type: "aes", msg_signature, ...changes, signedWith: undefined };
}

const cases = [];
let group;

function add(name, worker, request, expect, more = {}) {
  cases.push({ group, name, worker, now, request, expect, ...more });
}
const accept = (content = "你好 👋", sealed_with) => ({ accept: true, content, sealed_with });
const refuse = (status = 403) => ({ accept: false, status });
const get = (query) => ({ method: "GET", query: queryOf(query), body: "" });
const post = (query, body = hello) => ({ method: "POST", query: queryOf(query), body });
const pushed = (sealed, changes) => post(signedEncrypt(sealed, changes), envelope(sealed));
/** A sealed push in safe mode: what it is made of is wrong, who signs it is right. */
const sealedCase = (name, sealed, expect = refuse()) => add(name, safe, pushed(sealed), expect);
const ours = { token, aes_key: key };

group = "url verification";
for (const [mode, worker] of [["plaintext mode", plain], ["safe mode", safe]]) {
  const query = { ...signed(), echostr: "4375120948345356249" };
  add(`echostr comes back, ${mode}`, worker, get(query), accept("4375120948345356249"));
  add(`in any script, ${mode}`, worker, get({ ...query, echostr: "回声 <b>" }), accept("回声 <b>"));
  add(`another token, ${mode}`, worker, get({ ...query, ...signed({ signedWith: otherToken }), signedWith: undefined }), refuse());
  add(`no echostr, ${mode}`, worker, get(signed()), refuse());
}

group = "signature";
{
  const query = signed();
  add("fits", plain, post(query), accept());
  for (const missing of ["signature", "timestamp", "nonce"]) {
    add(`no ${missing}`, plain, post({ ...query, [missing]: undefined }), refuse());
  }
  const { signature } = query;
  const wrong = {
    empty: "",
    zeros: "0".repeat(40),
    "in upper case": signature.toUpperCase(),
    "cut by one": signature.slice(0, 39),
    "longer by one": `${signature}0`,
    "the last digit": signature.slice(0, 39) + (signature.endsWith("0") ? "1" : "0"),
    "with a blank": ` ${signature}`,
    "over no token": sha1("", String(now), nonce),
    "over token and nonce": sha1(token, nonce),
    "sorted the other way": createHash("sha1").update([token, String(now), nonce].sort().reverse().join("")).digest("hex"),
  };
  for (const [name, value] of Object.entries(wrong)) {
    add(`wrong: ${name}`, plain, post({ ...query, signature: value }), refuse());
  }
  add("of another token", plain, post({ ...signed({ signedWith: otherToken }), signedWith: undefined }), refuse());
  add("of another time", plain, post({ ...query, timestamp: String(now + 1) }), refuse());
  add("of another nonce", plain, post({ ...query, nonce: "1320562133" }), refuse());
  for (const short of ["0", "7", "abc", ""]) add(`a nonce is any text: "${short}"`, plain, post(signed({ nonce: short })), accept());
  // Tokens that are sorted before, between and behind the numbers.
  for (const odd of ["000", "15a", "999", "AAAAA"]) {
    const worker = { ...plain, token: odd };
    add(`sorted by bytes: Token ${odd}`, worker, post({ ...signed({ signedWith: odd }), signedWith: undefined }), accept());
  }
}

group = "keys given twice";
{
  const query = Object.entries(signed());
  for (const [key, value] of query) {
    add(`${key}, the same again`, plain, post([...query, [key, value]]), refuse());
    add(`${key}, another first`, plain, post([[key, "1"], ...query]), refuse());
    add(`${key}, another last`, plain, post([...query, [key, "1"]]), refuse());
  }
  const sealed = seal(hello);
  const all = Object.entries(signedEncrypt(sealed)).filter(([, value]) => value !== undefined);
  add("msg_signature, wrong and right", safe, post([...all, ["msg_signature", "0".repeat(40)]], envelope(sealed)), refuse());
}

group = "timestamp";
for (const off of [240, 299, 300]) {
  const exact = off === 240 ? {} : { exact_clock: true };
  add(`${off} s ago`, plain, post(signed({ timestamp: String(now - off) })), accept(), exact);
  add(`${off} s ahead`, plain, post(signed({ timestamp: String(farAhead + off) })), accept(), { ...exact, now: farAhead });
}
for (const off of [301, 360, 86400]) {
  const exact = off === 301 ? { exact_clock: true } : {};
  add(`${off} s ago`, plain, post(signed({ timestamp: String(now - off) })), refuse(), exact);
  add(`${off} s ahead`, plain, post(signed({ timestamp: String(farAhead + off) })), refuse(), { ...exact, now: farAhead });
  const sealed = seal(hello);
  add(`${off} s ago, sealed`, safe, pushed(sealed, { timestamp: String(now - off) }), refuse(), exact);
}
for (const timestamp of ["", "0", "173570000", "17357000000", "01735700000", "1735700000000", "+735700000", "-735700000", "1735700e10", "173570000 ", "１７３５７０００００", "0x67737A20"]) {
  add(`malformed: "${timestamp}"`, plain, post(signed({ timestamp })), refuse());
  add(`malformed: "${timestamp}", tolerance off`, { ...plain, tolerance: null }, post(signed({ timestamp })), refuse());
}
add("a year ago, tolerance off", { ...plain, tolerance: null }, post(signed({ timestamp: String(now - 31536000) })), accept());

// The parts are joined without separators: the same text can be cut elsewhere, and the same
// signature fits. Every case here has a signature that fits.
group = "other cuts";
{
  const recut = (name, honest, cut, expect, more) => {
    const signature = sha1(token, honest.timestamp, honest.nonce);
    if (signature !== sha1(token, cut.timestamp, cut.nonce)) throw new Error(`${name}: does not fit`);
    add(name, plain, post({ signature, openid: visitor, ...cut }), expect, more);
  };
  const stale = String(now - 40000);
  recut("nonce and timestamp change places, out of time", { timestamp: String(now), nonce: stale }, { timestamp: stale, nonce: String(now) }, refuse());
  recut("nonce and timestamp change places, out of time by far", { timestamp: String(now), nonce }, { timestamp: nonce, nonce: String(now) }, refuse());
  // Two pushes that WeChat may both have made: whoever reads only this request cannot tell.
  recut("nonce and timestamp change places, both in time", { timestamp: String(now), nonce: String(now - 100) }, { timestamp: String(now - 100), nonce: String(now) }, accept());
  recut("a nonce of 9 digits takes one of the timestamp", { timestamp: "1735700001", nonce: "773570065" }, { timestamp: "1773570065", nonce: "173570000" }, refuse(), { exact_clock: true });
  recut("a nonce of 9 digits gives them to the timestamp", { timestamp: String(now), nonce: "152345678" }, { timestamp: "1523456781", nonce: "735700000" }, refuse());
  recut("the nonce takes all", { timestamp: String(now), nonce }, { timestamp: "", nonce: `${nonce}${now}` }, refuse());
  recut("the timestamp takes all", { timestamp: String(now), nonce }, { timestamp: `${nonce}${now}`, nonce: "" }, refuse());
  recut("the timestamp takes a digit", { timestamp: String(now), nonce: "2" }, { timestamp: `${now}2`, nonce: "" }, refuse());

  // Cuts between the nonce and Encrypt, which are neighbours where the nonce is sorted before it.
  // The visitor typed a whole message of their own making, so placed that it begins with a block:
  // what is left of the ciphertext behind it opens, too, and to that message.
  const moved = 384;
  const [before, after] = text("|").split("|").map((part) => Buffer.byteLength(part));
  const length = 300;
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length);
  const typed = text("typed by nobody ", "somebody-else").split("]]></Content>")[0];
  const forged = typed + "y".repeat(length - after - Buffer.byteLength(typed));
  const honest = text("x".repeat((moved / 4) * 3 + 16 - 20 - before) + size + forged);
  // A ciphertext in which every cut below is in the right order.
  const lengths = [4, 40, 42, 44, 128, moved];
  const begins = (text) => text[0] > "2" && text[0] < "z";
  let sealed;
  for (let i = 0; sealed === undefined || ![0, ...lengths].every((at) => begins(sealed.slice(at))); i += 1) {
    sealed = seal(honest, { random: createHash("sha256").update(String(i)).digest().subarray(0, 16) });
  }
  if (open(sealed.slice(moved)) !== `${forged}${text("|").split("|")[1]}`) throw new Error("nothing inside");

  const cut = (name, from, to) => {
    const timestamp = String(now);
    const msg_signature = sha1(token, timestamp, from.nonce, from.encrypt);
    if (msg_signature !== sha1(token, timestamp, to.nonce, to.encrypt)) throw new Error(`${name}: does not fit`);
    const query = { timestamp, nonce: to.nonce, msg_signature, encrypt_type: "aes", openid: visitor };
    add(name, safe, post(query, envelope(to.encrypt)), refuse());
  };
  const real = { nonce: "2", encrypt: sealed };
  for (const count of lengths) {
    const to = { nonce: `2${sealed.slice(0, count)}`, encrypt: sealed.slice(count) };
    cut(`the nonce takes ${count} characters of Encrypt`, real, to);
  }
  cut("Encrypt takes the nonce", real, { nonce: "", encrypt: `2${sealed}` });
  cut("Encrypt takes four characters of the nonce", { nonce: "2abcd", encrypt: sealed }, { nonce: "2", encrypt: `abcd${sealed}` });
}

group = "padding";
{
  const fixed = (count) => {
    // A message that leaves room for exactly this much padding.
    const bare = frame(text("")).length;
    return text("m".repeat((((32 - count - bare) % 32) + 32) % 32 + 32));
  };
  for (const count of [1, 2, 15, 16, 17, 31, 32]) {
    const message = fixed(count);
    const padded = pad(frame(message));
    if (padded.at(-1) !== count) throw new Error(`padding ${count}`);
    sealedCase(`${count} bytes`, encrypt(padded), accept(/CDATA\[(m+)/.exec(message)[1], ours));
    const last = (byte) => encrypt(Buffer.concat([padded.subarray(0, -1), Buffer.from([byte])]));
    for (const byte of [0, 33, 64, 255]) sealedCase(`${count} bytes, the last says ${byte}`, last(byte));
    if (count > 1) {
      const uneven = Buffer.from(padded);
      uneven[uneven.length - count] ^= 1;
      sealedCase(`${count} bytes, the first is another`, encrypt(uneven));
    }
  }
  sealedCase("blocks of 16", encrypt(pad(frame(fixed(20)), 16)));
  sealedCase("64 bytes", encrypt(Buffer.concat([frame(fixed(32)), Buffer.alloc(64, 64)])));
  sealedCase("nothing but padding", encrypt(Buffer.alloc(32, 32)));
}

group = "length field";
for (const length of [0, 1, Buffer.byteLength(hello) - 1, Buffer.byteLength(hello) + 1, Buffer.byteLength(hello) + appId.length, 0x7fffffff, 0x80000000, 0xffffffeb, 0xffffffff]) {
  sealedCase(`says ${length}`, seal(hello, { length }));
}
sealedCase("is cut off", encrypt(pad(frame(hello).subarray(0, 18))));
sealedCase("is all there is", encrypt(pad(frame("", { id: "" }))));

group = "app id";
for (const id of ["", "wx0000000000000000", `${appId}0`, appId.slice(0, -1), appId.toUpperCase(), ` ${appId}`, `${appId}\0`]) {
  sealedCase(JSON.stringify(id), seal(hello, { id }));
}

group = "base64";
{
  const sealed = seal(text("base64, with a sign at the end"));
  const spoiled = {
    "one sign too many": `${sealed}=`,
    "a sign at the start": `=${sealed}`,
    "a line end within": `${sealed.slice(0, 40)}\n${sealed.slice(40)}`,
    "the alphabet of URLs": sealed.replace(/[+/]/, (c) => (c === "+" ? "-" : "_")),
    "a character of none": `*${sealed.slice(1)}`,
    "cut by one": sealed.slice(0, -1),
    "cut by a block": encrypt(pad(frame(hello)).subarray(0, -16)),
    empty: "",
  };
  for (const [name, value] of Object.entries(spoiled)) if (value !== sealed) sealedCase(name, value);
}

group = "msg_signature";
{
  const sealed = seal(hello);
  add("fits", safe, pushed(sealed), accept("你好 👋", ours));
  add("fits, and no signature", safe, pushed(sealed, { signature: undefined }), accept("你好 👋", ours));
  for (const value of [undefined, "", "0".repeat(40), signed().signature]) {
    add(`is ${value === undefined ? "not there" : `"${value}"`}`, safe, pushed(sealed, { msg_signature: value }), refuse());
  }
  add("of another token", safe, pushed(sealed, { signedWith: otherToken }), refuse());
  add("of another Encrypt", safe, post(signedEncrypt(seal(text("other"))), envelope(sealed)), refuse());
  add("another key", safe, pushed(seal(hello, { key: otherKey })), refuse());
  const sameKey = key.slice(0, 42) + "GHE"[0];
  add("a key with other spare bits is the same", { ...safe, aes_key: sameKey }, pushed(sealed), accept("你好 👋", { token, aes_key: sameKey }));
}

group = "downgrade";
{
  const msg_signature = signed().signature;
  for (const encrypt_type of [undefined, "raw", "aes", ""]) {
    add(`the message in the clear, encrypt_type ${encrypt_type ?? "left out"}`, safe, post({ ...signed(), encrypt_type }), refuse());
    add(`the same with signature as msg_signature, encrypt_type ${encrypt_type ?? "left out"}`, safe, post({ ...signed(), encrypt_type, msg_signature }), refuse());
    const sealed = seal(hello);
    add(`sealed is sealed, encrypt_type ${encrypt_type ?? "left out"}`, safe, pushed(sealed, { encrypt_type }), accept("你好 👋", ours));
  }
  add("an Encrypt, and no key is set", plain, pushed(seal(hello)), refuse(400));
  add("an empty Encrypt beside the message", safe, post(signedEncrypt(""), beside(hello, "")), refuse());
}

group = "compatible mode";
{
  const sealed = seal(hello);
  const forged = text("typed by nobody", "somebody-else");
  add("both are the same", safe, post(signedEncrypt(sealed), beside(hello, sealed)), accept("你好 👋", ours));
  add("what is in the clear is not read", safe, post(signedEncrypt(sealed), beside(forged, sealed)), accept("你好 👋", ours));
  const twice = beside(beside(forged, seal(forged)), sealed);
  add("two Encrypts, the second is signed", safe, post(signedEncrypt(sealed), twice), refuse());
  add("two Encrypts, the first is signed", safe, post(signedEncrypt(seal(forged)), twice), refuse());
  add("no key is set: the message in the clear", plain, post(signed(), beside(hello, sealed)), accept());
}

group = "rotation";
for (const [name, credentials] of Object.entries({
  "both current": ours,
  "previous Token": { token: otherToken, aes_key: key },
  "previous key": { token, aes_key: otherKey },
  "both previous": { token: otherToken, aes_key: otherKey },
})) {
  const sealed = seal(hello, { key: credentials.aes_key });
  const request = pushed(sealed, { signedWith: credentials.token });
  add(`${name}, during`, rotating, request, accept("你好 👋", credentials));
  add(`${name}, after`, safe, request, name === "both current" ? accept("你好 👋", ours) : refuse());
}
add("a third key", rotating, pushed(seal(hello, { key: `Z${key.slice(1)}` })), refuse());

group = "reflection";
for (const [name, worker, credentials] of [
  ["safe mode", safe, ours],
  ["rotation, current key", rotating, ours],
  ["rotation, previous key", rotating, { token, aes_key: otherKey }],
  ["rotation, previous Token and key", rotating, { token: otherToken, aes_key: otherKey }],
  ["the same key twice", { ...safe, previous_aes_key: key }, ours],
]) {
  const request = pushed(seal(hello, { key: credentials.aes_key }), { signedWith: credentials.token });
  add(name, worker, request, accept("你好 👋", credentials), { send_back: refuse() });
}

const names = new Set(cases.map(({ group, name }) => `${group}: ${name}`));
if (names.size !== cases.length) throw new Error("two cases have one name");
const lines = cases.map((one) => `  ${JSON.stringify(one)}`);
const [, , file = new URL("cases.json", import.meta.url)] = process.argv;
writeFileSync(file, `[\n${lines.join(",\n")}\n]\n`);
console.log(`${cases.length} cases`);
