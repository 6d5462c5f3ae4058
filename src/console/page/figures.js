// The six figures, and what they mean: the only place of the page that says so (src/scans/README.md).
import { say } from "./language.js";

export const figures = [
  {
    key: "scans",
    name: ["扫码次数", "Scans"],
    meaning: [
      "带参数二维码被扫的次数，新粉与老粉都算。",
      "How often codes were scanned, by new and existing followers.",
    ],
  },
  {
    key: "people",
    name: ["扫码人数", "People"],
    meaning: [
      "扫码的人，每码每天只算一次；跨天、跨码相加。",
      "Who scanned, each once a day for each code; over several days or codes they add up.",
    ],
  },
  {
    key: "new",
    name: ["新增关注", "New"],
    meaning: ["扫码后新关注公众号的次数。", "Visitors who followed the account by the code."],
  },
  {
    key: "existing",
    name: ["老粉扫码", "Existing"],
    meaning: ["已关注的人扫码的次数。", "Scans by those who followed the account already."],
  },
  {
    key: "lost",
    name: ["取关", "Lost"],
    meaning: [
      "取消关注的次数，算在此前最后一次带来他的码上，记在取关当天。",
      "Followers who left: counted for the code that last brought them, on the day on which they left.",
    ],
  },
  {
    key: "net",
    name: ["净增", "Net"],
    meaning: ["新增关注减去取关。", "New less lost."],
  },
];

export const none = Object.freeze({ scans: 0, people: 0, new: 0, existing: 0, lost: 0, net: 0 });
export const nameOf = (key) => say(figures.find((figure) => figure.key === key).name);

/** The sum of any number of rows; each figure adds up by its definition. */
export function sum(rows) {
  const total = { ...none };
  for (const row of rows) for (const key of Object.keys(none)) total[key] += row[key];
  return total;
}

/** What is left of one when another is taken away. */
export function less(total, other) {
  return Object.fromEntries(Object.keys(none).map((key) => [key, total[key] - other[key]]));
}
