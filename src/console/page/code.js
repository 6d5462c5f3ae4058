// One code: its days, its hours, its last scans, its picture, what it is called.
import { downloadCsv } from "./csv.js";
import { editForm } from "./edit.js";
import { expiryNote } from "./codes-table.js";
import { h } from "./dom.js";
import { chartOf, figuresOf } from "./figures-of.js";
import { columnsOf, figuresTable } from "./figures-table.js";
import { get } from "./api.js";
import { heatMap } from "./heat-map.js";
import { lastScans } from "./last-scans.js";
import { t, time } from "./language.js";
import { periodPicker, usual } from "./period-picker.js";
import { resolve } from "./period.js";
import { pictureBox } from "./picture-box.js";
import { link } from "./route.js";
import { other, titleOf } from "./rows.js";
import { tiles } from "./tiles.js";

export async function code({ parameters, day, hour, timezone }) {
  const asked = parameters.scene ?? "";
  const scene = asked === "" ? other : asked;
  // To the API a star stands for any characters.
  const isPattern = asked.includes("*");
  const period = resolve(parameters.period ?? usual, day);
  const [{ totals, rows, earlier, against }, hours, { codes }, scans] = await Promise.all([
    figuresOf(period, { day, hour }, asked),
    // Of several days the API has hours of one code alone.
    isPattern && period.from !== period.to ? { hours: [] } : get("hours", { ...period, scene: asked }),
    get("codes"),
    get("scans", { scene: asked, limit: 20 }),
  ]);
  const code = codes.find((each) => each.scene === scene) ?? {
    scene,
    name: null,
    group: null,
    remark: null,
    url: null,
    expires: null,
    rule: null,
  };
  const isHours = period.from === period.to;
  const columns = columnsOf({ name: t(isHours ? "hour" : "day"), value: ({ label }) => label });
  const title = t(isHours ? "chart_hours" : "chart_days");
  const heading = h("h1", { tabindex: "-1" }, titleOf(code));
  return h(
    "section",
    { class: "code" },
    h("p", {}, h("a", { href: link("codes", { period: parameters.period }) }, `← ${t("screen_codes")}`)),
    heading,
    isPattern && h("p", { class: "warn" }, t("pattern")),
    scene === other ? h("p", { class: "muted" }, t("other_meaning")) : facts(code, timezone),
    periodPicker("code", { ...parameters, scene: asked }, day),
    h("p", { class: "muted" }, `${t("compared", { against })} · ${timezone}`),
    tiles(totals, earlier),
    chartOf(title, rows),
    h("details", { class: "as-table" }, h("summary", {}, t("as_table")), figuresTable(title, columns, rows)),
    h(
      "button",
      {
        type: "button",
        class: "csv",
        onclick: () => downloadCsv(`scans-${period.from}-${period.to}.csv`, columns, rows),
      },
      t("csv"),
    ),
    h("h2", {}, t("heat_map")),
    heatMap(hours.hours),
    h("h2", {}, t("last_scans")),
    lastScans(scans, asked, timezone),
    scene !== other && [
      h("h2", {}, t("picture")),
      pictureBox(code),
      h("h2", {}, t("edit")),
      editForm(code, () => (heading.textContent = titleOf(code))),
    ],
  );
}

/** What is known of it besides its figures. */
function facts({ scene, expires, rule, ...code }, timezone) {
  const term = (name, ...value) => h("div", {}, h("dt", {}, t(name)), h("dd", {}, value));
  return h(
    "dl",
    { class: "facts" },
    term("scene", h("code", {}, scene)),
    code.url && term("expires", expires ? time(expires, timezone) : t("permanent"), " ", expiryNote({ expires })),
    term("rule", ruleText(rule)),
    term("rule_new", ruleText(code.rule_new)),
  );
}

function ruleText(rule) {
  if (rule === null || rule === undefined) return t("rule_none");
  return [t("rule_line", { line: rule.line }), h("p", { class: "muted" }, rule.text)];
}
