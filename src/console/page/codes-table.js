// The table of codes: on a wide screen columns, on a phone a card for each.
import { fill, h } from "./dom.js";
import { figures, nameOf } from "./figures.js";
import { number, say, t, time } from "./language.js";
import { picture } from "./picture.js";
import { link } from "./route.js";
import { expiry, other, titleOf } from "./rows.js";
import { sparkline } from "./sparkline.js";
import { virtualList } from "./virtual-list.js";

export const sortOptions = () => [
  { key: "name", name: t("name") },
  ...figures.map(({ key, name, meaning }) => ({ key, name: say(name), meaning: say(meaning) })),
  { key: "last_scan", name: t("last_scan") },
];

/** The columns of the file: all that the table shows, each by itself. */
export const csvColumns = () => [
  { name: t("name"), value: titleOf },
  { name: t("scene"), value: ({ scene }) => scene },
  { name: t("group"), value: ({ group }) => group },
  ...figures.map(({ key, name }) => ({ name: say(name), value: (row) => row[key] })),
  { name: t("last_scan"), value: ({ last_scan }) => last_scan },
];

export function codesTable({ choice, selected, timezone, period, onSort, onSelect, visible }) {
  let rows = [];
  const all = h("input", {
    type: "checkbox",
    "aria-label": t("select_all"),
    onchange: () => {
      for (const { scene } of visible())
        if (scene !== other) all.checked ? selected.add(scene) : selected.delete(scene);
      onSelect();
    },
  });
  const heads = sortOptions().map(({ key, name, meaning }) => {
    const button = h("button", { type: "button", class: "quiet", title: meaning, onclick: () => onSort(key) }, name);
    return { key, cell: h("span", { role: "columnheader", class: `column-${key}` }, button) };
  });
  const [nameHead, ...otherHeads] = heads.map(({ cell }) => cell);
  const head = h(
    "div",
    { role: "row", class: "head", "aria-rowindex": 1 },
    h("span", { role: "columnheader" }, all),
    h("span", { role: "columnheader" }, h("span", { class: "unseen" }, t("picture"))),
    nameHead,
    otherHeads.slice(0, -1),
    h("span", { role: "columnheader", class: "column-series" }, t("trend")),
    otherHeads.at(-1),
  );

  const list = virtualList((index) => row(rows[index], index));
  const element = h(
    "div",
    { role: "table", class: "table", "aria-label": t("screen_codes") },
    h("div", { role: "rowgroup" }, head),
    list.element,
  );

  function row(code, index) {
    const title = titleOf(code);
    const isOther = code.scene === other;
    const box = h("input", {
      type: "checkbox",
      checked: selected.has(code.scene),
      "aria-label": t("select", { title }),
      onchange: () => {
        if (box.checked) selected.add(code.scene);
        else selected.delete(code.scene);
        onSelect();
      },
    });
    return h(
      "div",
      { role: "row", class: isOther ? "row other" : "row", "aria-rowindex": index + 2, "data-scene": code.scene ?? "" },
      h("span", { role: "cell", class: "cell-box" }, !isOther && box),
      h("span", { role: "cell", class: "cell-picture" }, code.url && picture(code.url, t("picture_of", { title }))),
      h(
        "span",
        { role: "cell", class: "cell-name" },
        h("a", { href: link("code", { scene: code.scene ?? "", period }) }, title),
        h(
          "small",
          {},
          isOther ? t("other_meaning") : [code.scene, code.group && h("em", {}, code.group)],
          expiryNote(code),
        ),
      ),
      figures.map(({ key }) =>
        h("span", { role: "cell", class: `cell-figure cell-${key}`, "data-name": nameOf(key) }, number(code[key])),
      ),
      h("span", { role: "cell", class: "cell-series" }, sparkline(code.series)),
      h("span", { role: "cell", class: "cell-last" }, code.last_scan === null ? "–" : time(code.last_scan, timezone)),
    );
  }

  return {
    element,
    /** Shows other rows, or in another order. */
    update(newRows) {
      rows = newRows;
      element.setAttribute("aria-rowcount", rows.length + 1);
      for (const { key, cell } of heads) {
        const order = choice.isDescending ? "descending" : "ascending";
        cell.setAttribute("aria-sort", key === choice.column ? order : "none");
      }
      list.update(rows.length);
      this.mark();
    },
    /** Shows what is selected now. */
    mark() {
      const choosable = rows.filter(({ scene }) => scene !== other);
      const many = choosable.filter(({ scene }) => selected.has(scene)).length;
      all.checked = many > 0 && many === choosable.length;
      all.indeterminate = many > 0 && many < choosable.length;
      for (const shown of list.element.children) {
        const box = shown.querySelector("input");
        if (box !== null) box.checked = selected.has(shown.dataset.scene);
      }
    },
  };
}

/** What is to be known of a code that will not, or does not, work any more. */
export function expiryNote(code) {
  const end = expiry(code);
  if (end?.isOver) return h("strong", { class: "bad" }, t("expired"));
  if (end?.isSoon) return h("strong", { class: "warn" }, t("expires_soon", { days: end.days }));
  return null;
}
