// All codes: searched, sorted, selected.
import { announce, fill, h } from "./dom.js";
import { codesTable, csvColumns, sortOptions } from "./codes-table.js";
import { downloadCsv } from "./csv.js";
import { emptyState } from "./empty.js";
import { number, t } from "./language.js";
import { periodPicker, usual } from "./period-picker.js";
import { resolve } from "./period.js";
import { arranged, codeRows, other } from "./rows.js";
import { selectionBar } from "./selection.js";

// Kept while one looks at a code and comes back.
const choice = { search: "", group: undefined, column: "net", isDescending: true };

export async function codes({ parameters, day, timezone }) {
  const period = resolve(parameters.period ?? usual, day);
  const rows = await codeRows(period);
  const groups = [...new Set(rows.map(({ group }) => group ?? "").filter((group) => group !== ""))].sort();
  if (choice.group !== undefined && choice.group !== "" && !groups.includes(choice.group)) choice.group = undefined;
  const selected = new Set();
  const found = h("p", { class: "muted", role: "status" });
  let shown = [];

  const onSort = (column) => {
    // Names from the first, figures from the greatest.
    choice.isDescending = column === choice.column ? !choice.isDescending : !["name", "group"].includes(column);
    choice.column = column;
    arrange();
    announce(t("sorted", { column: sortOptions().find(({ key }) => key === column).name }));
  };
  const onSelect = () => {
    bar.update();
    table.mark();
  };
  const table = codesTable({
    choice,
    selected,
    timezone,
    period: parameters.period,
    onSort,
    onSelect,
    visible: () => shown,
  });
  const bar = selectionBar({
    rows: () => rows.filter(({ scene }) => selected.has(scene)),
    groups,
    onClear,
    onChanged: arrange,
  });
  function onClear() {
    selected.clear();
    onSelect();
  }
  function arrange() {
    shown = arranged(rows, choice);
    const many = shown.filter(({ scene }) => scene !== other).length;
    fill(found, t("codes_found", { many: number(many), all: number(rows.length - 1) }));
    table.update(shown);
    sorting.value = choice.column;
  }

  const search = h("input", {
    type: "search",
    value: choice.search,
    placeholder: t("search_hint"),
    "aria-label": t("search"),
    oninput: () => {
      choice.search = search.value;
      arrange();
    },
  });
  const filter = h(
    "select",
    {
      "aria-label": t("group"),
      onchange: () => {
        choice.group = filter.selectedIndex === 0 ? undefined : filter.value;
        arrange();
      },
    },
    h("option", { value: "all" }, t("group_all")),
    h("option", { value: "" }, t("group_none")),
    groups.map((group) => h("option", { value: group }, group)),
  );
  filter.selectedIndex = choice.group === undefined ? 0 : choice.group === "" ? 1 : groups.indexOf(choice.group) + 2;
  // A phone has no heads of columns.
  const sorting = h(
    "select",
    { class: "narrow", "aria-label": t("sort"), onchange: () => onSort(sorting.value) },
    sortOptions().map(({ key, name }) => h("option", { value: key }, `${t("sort")}: ${name}`)),
  );
  const file = () => downloadCsv(`codes-${period.from}-${period.to}.csv`, csvColumns(), shown);
  arrange();
  return h(
    "section",
    { class: "codes" },
    h("h1", { tabindex: "-1" }, t("screen_codes")),
    periodPicker("codes", parameters, day),
    rows.length === 1 && emptyState(),
    h(
      "div",
      { class: "filters" },
      search,
      filter,
      sorting,
      h("button", { type: "button", class: "csv", onclick: file }, t("csv")),
    ),
    found,
    table.element,
    bar.element,
  );
}
