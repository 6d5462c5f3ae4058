// What all codes brought: six figures, a chart, a table.
import { downloadCsv } from "./csv.js";
import { h } from "./dom.js";
import { emptyState } from "./empty.js";
import { chartOf, figuresOf } from "./figures-of.js";
import { columnsOf, figuresTable } from "./figures-table.js";
import { t } from "./language.js";
import { periodPicker, usual } from "./period-picker.js";
import { resolve } from "./period.js";
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
    chartOf(title, rows),
    h(
      "details",
      { class: "as-table", open: isHours ? false : rows.length <= 7 },
      h("summary", {}, t("as_table")),
      figuresTable(title, columns, rows),
    ),
    h(
      "button",
      {
        type: "button",
        class: "csv",
        onclick: () => downloadCsv(`scans-${period.from}-${period.to}.csv`, columns, rows),
      },
      t("csv"),
    ),
  );
}
