// The tables of `migrations/` in SQLite itself, and a second opinion on what they must hold: a plain count.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** All migrations in their order. */
export const schema = readdirSync(`${root}migrations`)
  .filter((file) => /^\d{4}_.+\.sql$/.test(file))
  .sort()
  .map((file) => readFileSync(`${root}migrations/${file}`, "utf8"))
  .join("\n");

/** A statement that the Worker runs, as src/scans/statements.rs has it. */
export function statement(name) {
  const source = readFileSync(`${root}src/scans/statements.rs`, "utf8");
  const [, text] = new RegExp(`pub const ${name}: &str =\\s*"((?:[^"\\\\]|\\\\[^])*)";`).exec(source);
  return text.replaceAll(/\\\n\s*/g, "").replaceAll('\\"', '"');
}

const none = () => ({ people: 0, new: 0, existing: 0, lost: 0 });

/** What `days` and `hours` say: {"scene day": figures} and {"scene day hour": figures}, without zeros. */
export function counted(rows) {
  const [days, hours] = [{}, {}];
  const read = (cells, put) => {
    for (let at = 0; at < cells.length; at += 32) {
      const numbers = [0, 8, 16, 24].map((start) => Number(cells.slice(at + start, at + start + 8)));
      if (numbers.some((number) => number !== 0)) {
        put(at / 32, Object.fromEntries(Object.keys(none()).map((name, index) => [name, numbers[index]])));
      }
    }
  };
  for (const { block, scene, first, cells } of rows.days) {
    read(cells, (at, figures) => (days[`${scene} ${block * 200 + first + at}`] = figures));
  }
  for (const { day, scene, first, cells } of rows.hours) {
    read(cells, (at, figures) => (hours[`${scene} ${day} ${first + at}`] = figures));
  }
  return { days, hours };
}

/** The same, counted from the pushes themselves, by definition. */
export function count(pushes) {
  const distinct = [...new Map(pushes.map((push) => [push.key, push])).values()];
  const [days, hours] = [{}, {}];
  const add = ({ day, hour }, scene, name) => {
    (days[`${scene} ${day}`] ??= none())[name] += 1;
    if (name !== "people") (hours[`${scene} ${day} ${hour}`] ??= none())[name] += 1;
  };
  const people = new Map();
  for (const push of distinct) {
    if (push.event === "unsubscribe") {
      // By the code that last brought them.
      const [brought] = distinct
        .filter(({ event, visitor, created }) => {
          return event === "subscribe" && visitor === push.visitor && created <= push.created;
        })
        .sort((a, b) => b.created - a.created || (a.scene < b.scene ? 1 : -1));
      add(push, brought?.scene ?? "", "lost");
      continue;
    }
    add(push, push.scene, push.event === "subscribe" ? "new" : "existing");
    if (push.scene !== "") people.set(`${push.scene} ${push.day} ${push.visitor}`, `${push.scene} ${push.day}`);
  }
  for (const day of people.values()) days[day].people += 1;
  return { days, hours };
}

/** Random numbers that are the same each time. */
export function random(seed) {
  return (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

export function shuffle(list, next) {
  const shuffled = [...list];
  for (let at = shuffled.length - 1; at > 0; at -= 1) {
    const other = next(at + 1);
    [shuffled[at], shuffled[other]] = [shuffled[other], shuffled[at]];
  }
  return shuffled;
}
