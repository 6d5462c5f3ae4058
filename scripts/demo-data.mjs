// Made-up scans of 40 made-up codes in 90 days, the same each time but for the date: for `npm run demo`,
// and for the tests that count them again.
import { createHash } from "node:crypto";

export const days = 90;
/** The demo counts days where WeChat is. */
export const timezone = "Asia/Shanghai";
const east = 8 * 3600;

const shops = [
  "南京路店",
  "人民广场店",
  "徐家汇店",
  "陆家嘴店",
  "五角场店",
  "静安寺店",
  "中山公园店",
  "虹桥机场店",
  "西湖店",
  "夫子庙店",
  "观前街店",
  "天府广场店",
];
const events = ["春季展会", "周年庆海报", "地铁灯箱", "电梯广告", "直播间", "校园迎新", "社区团购", "亲子活动"];
const goods = ["礼盒卡片", "茶叶罐", "外卖封条", "购物袋", "小票", "保修卡", "试用装", "会员卡"];
const people = ["店员小王", "店员小李", "店员小张", "店员小陈", "导购阿敏", "导购阿强", "客服小周", "客服小吴"];
const others = ["官网首页", "邮件签名", "名片", "公众号文章"];

/** Random numbers from 0 to 1 that are the same each time (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The codes: what a shop would have. `now` is in seconds, as all times. */
export function demoCodes(now) {
  const named = (prefix, group, names) =>
    names.map((name, at) => ({ scene: `${prefix}-${String(at + 1).padStart(2, "0")}`, name, group }));
  const codes = [
    ...named("shop", "门店", shops),
    ...named("event", "活动", events),
    ...named("pack", "包装", goods),
    ...named("staff", "员工", people),
    ...named("web", "", others),
  ];
  // A campaign's codes run out: one has, one will within the week.
  const left = { "event-01": -12, "event-02": 5, "event-03": 25 };
  return codes.map((code) => ({
    ...code,
    remark: code.scene === "event-02" ? "海报已经寄出 600 份" : "",
    ticket: `demo-ticket-${code.scene}`,
    url: `http://weixin.qq.com/q/demo-${code.scene}`,
    expires: left[code.scene] === undefined ? null : now + left[code.scene] * 86_400,
  }));
}

// How busy each hour of a day is, from 0 on.
const hours = [1, 0, 0, 0, 0, 1, 2, 5, 9, 11, 12, 15, 17, 13, 11, 11, 12, 14, 18, 20, 17, 12, 7, 3];
const share = hours.flatMap((weight, hour) => Array(weight).fill(hour));

/** The pushes of 90 days up to `now`, oldest first: `{ visitor, event, scene, ticket, created }`. */
export function demoPushes(now) {
  const next = random(20_260_101);
  const today = Math.floor((now + east) / 86_400);
  const pushes = [];
  const followers = [];
  const push = (event, code, visitor, created) => {
    if (created <= now) pushes.push({ visitor, event, scene: code?.scene ?? "", ticket: code?.ticket ?? "", created });
  };
  const codes = demoCodes(now);
  for (let day = today - days + 1; day <= today; day += 1) {
    const isWeekend = [0, 6].includes((day + 4) % 7);
    for (const [at, code] of codes.entries()) {
      const most =
        (14 / (1 + (at % 12))) * (isWeekend && code.group === "门店" ? 1.7 : 1) * (1 + (day - today + days) / days);
      const many = code.scene === "web-04" ? 0 : Math.round(most * (0.5 + next()));
      for (let scan = 0; scan < many; scan += 1) {
        const created =
          day * 86_400 - east + share[Math.floor(next() * share.length)] * 3600 + Math.floor(next() * 3600);
        const isNew = followers.length < 20 || next() < 0.4;
        const visitor = isNew ? `demo-visitor-${followers.length}` : followers[Math.floor(next() * followers.length)];
        if (isNew) followers.push(visitor);
        push(isNew ? "subscribe" : "SCAN", code, visitor, created);
        // Some scan it again at once.
        if (next() < 0.12) push("SCAN", code, visitor, created + 20 + Math.floor(next() * 600));
        // Some leave: soon, if at all.
        if (isNew && next() < 0.22)
          push("unsubscribe", undefined, visitor, created + 60 + Math.floor(next() ** 3 * 20 * 86_400));
      }
    }
    // By a search, or a friend's card.
    for (let came = 0; came < 4 + Math.floor(next() * 6); came += 1) {
      push(
        "subscribe",
        undefined,
        `demo-other-${day}-${came}`,
        day * 86_400 - east + share[Math.floor(next() * share.length)] * 3600 + came,
      );
    }
  }
  return pushes.sort((a, b) => a.created - b.created);
}

/** SQL that records them. */
export function demoSql(now) {
  const pushes = demoPushes(now).map(({ visitor, event, scene, ticket, created }) => {
    const local = created + east;
    const openid = `o${visitor.padStart(27, "0")}`.slice(0, 28);
    return [
      hash(visitor, created, event, scene),
      ...[hash(visitor), openid, event, scene, ticket, created, created, created],
      ...[Math.floor(local / 86_400), Math.floor((local % 86_400) / 3600)],
    ];
  });
  const codes = demoCodes(now).map(({ scene, name, group, remark, ticket, url, expires }) => {
    const until = expires === null ? null : new Date(expires * 1000).toISOString().replace(".000", "");
    return [scene, name, group, remark, ticket, url, until];
  });
  const record = "record (key, visitor, openid, event, scene, ticket, created, received, time, day, hour)";
  return inserts(record, pushes) + inserts('codes (scene, name, "group", remark, ticket, url, expires)', codes);
}

/** As many rows in a statement as D1 takes (100 KB). */
export function inserts(table, rows) {
  const statements = [];
  for (let first = 0; first < rows.length; first += 200) {
    const values = rows.slice(first, first + 200).map((row) => `(${row.map(literal).join(", ")})`);
    statements.push(`INSERT INTO ${table} VALUES\n${values.join(",\n")};\n`);
  }
  return statements.join("");
}

// As long as the Worker's.
const hash = (...parts) => createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);

const literal = (value) =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
