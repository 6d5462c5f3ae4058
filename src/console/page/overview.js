// What all codes brought: six figures, a chart, a table.
import { chart } from "./chart.js";
import { downloadCsv } from "./csv.js";
import { h } from "./dom.js";
import { emptyState } from "./empty.js";
import { less, none, sum } from "./figures.js";
import { columnsOf, figuresTable } from "./figures-table.js";
import { get } from "./api.js";
import { t, weekday } from "./language.js";
import { periodPicker, usual } from "./period-picker.js";
import { before, resolve } from "./period.js";
import { tiles } from "./tiles.js";

export async function overview({ parameters, day, hour, timezone }) {
  const period = resolve(parameters.period ?? usual, day);
  const { totals, rows, earlier, against } = await figuresOf(period, { day, hour });
  const isHours = period.from === period.to;
  const isEmpty = [...Object.values(totals), ...Object.values(earlier)].every((value) => value === 0);
  const columns = columnsOf({ name: t(isHours ? "hour" : "day"), value: ({ label }) => label });
  const title = t(isHours ? "chart_hours" : "chart_days");
  return h(
    "section",
    { class: "overview" },
    h("h1", { tabindex: "-1" }, t("screen_overview")),
    periodPicker("overview", parameters, day),
    h(
      "p",
      { class: "muted" },
      h("span", { class: "span" }, period.from === period.to ? `${period.from}` : `${period.from} – ${period.to}`),
      ` · ${t("compared", { against })} · ${timezone}`,
    ),
    isEmpty && emptyState(),
    tiles(totals, earlier),
    chart(title, rows),
    h(
      "details",
      { class: "as-table", open: isHours ? false : rows.length <= 7 },
      h("summary", {}, t("as_table")),
      figuresTable(title, columns, rows),
    ),
    h(
      "button",
      { type: "button", class: "csv", onclick: () => downloadCsv(`scans-${period.from}-${period.to}.csv`, columns, rows) },
      t("csv"),
    ),
  );
}

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
  const span = earlierPeriod.from === earlierPeriod.to ? earlierPeriod.from : `${earlierPeriod.from} – ${earlierPeriod.to}`;
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
