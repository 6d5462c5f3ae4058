// The figures of a period and of the one before, of all codes or of one; and their chart.
import { get } from "./api.js";
import { h } from "./dom.js";
import { less, none, sum } from "./figures.js";
import { t, weekday } from "./language.js";
import { before } from "./period.js";

/** What is on a screen of days (or hours, of one), and of the period before. `scene`: of one code. */
export async function figuresOf(period, now, scene) {
  const earlierPeriod = before(period);
  // Today is not over: it is held against as many hours.
  const isRunning = period.to === now.day;
  const lastDay = { from: earlierPeriod.to, to: earlierPeriod.to };
  const isHours = period.from === period.to;
  const [days, earlier, hours, lastHours] = await Promise.all([
    get("days", { ...period, scene }),
    get("days", { ...earlierPeriod, scene }),
    isHours ? get("hours", { ...period, scene }) : undefined,
    isRunning ? get("hours", { ...lastDay, scene }) : undefined,
  ]);
  const later = isRunning ? sum(lastHours.hours.filter(({ hour }) => hour > now.hour)) : none;
  const span =
    earlierPeriod.from === earlierPeriod.to ? earlierPeriod.from : `${earlierPeriod.from} – ${earlierPeriod.to}`;
  return {
    totals: days.totals,
    rows: isHours ? hours.hours.map(ofHour) : days.days.map(ofDay),
    earlier: less(earlier.totals, later),
    against: isRunning && now.hour < 23 ? t("until_hour", { span, hour: `${now.hour + 1}:00` }) : span,
  };
}

function ofDay(row) {
  const name = weekday(((new Date(row.day).getUTCDay() + 6) % 7) + 1);
  return { ...row, label: `${row.day} ${name}`, short: row.day.slice(5) };
}

function ofHour(row) {
  const label = `${String(row.hour).padStart(2, "0")}:00`;
  return { ...row, label, short: label };
}

/** The chart, once what draws it is there: it is half of the page, and the figures come first. */
export function chartOf(title, rows) {
  const place = h("div", { class: "chart-place" });
  import("./chart.js").then(
    ({ chart }) => place.append(chart(title, rows)),
    () => place.append(h("p", { class: "bad" }, t("unreachable"))),
  );
  return place;
}
