// Days, and the periods that are looked at. A day is text as the API has it: 2026-11-21.

const dayLength = 86_400_000;

export const plus = (day, days) => new Date(Date.parse(day) + days * dayLength).toISOString().slice(0, 10);
export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / dayLength);
export const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

export const presets = ["today", "yesterday", "7", "30"];
/** The API answers for as many. */
export const maxDays = 400;

/** The days that a name means: a preset, or `2026-11-01..2026-11-20`. */
export function resolve(name, today) {
  const [from, to] = name.split("..");
  if (isDay(from) && isDay(to ?? "") && from <= to && daysBetween(from, to) < maxDays) return { from, to };
  if (name === "today") return { from: today, to: today };
  if (name === "yesterday") return { from: plus(today, -1), to: plus(today, -1) };
  return { from: plus(today, name === "30" ? -29 : -6), to: today };
}

/** As many days before, on the same days of the week: shops are not alike on Sundays and Mondays. */
export function before({ from, to }) {
  const shift = 7 * Math.ceil((daysBetween(from, to) + 1) / 7);
  return { from: plus(from, -shift), to: plus(to, -shift) };
}

/** The day and the hour that a zone has now. */
export function clock(timezone, now = new Date()) {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", hourCycle: "h23" },
  });
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return { day: `${parts.year}-${parts.month}-${parts.day}`, hour: Number(parts.hour) };
}
