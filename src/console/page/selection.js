// What is done with the codes that were selected.
import { announce, download, fill, h, newId } from "./dom.js";
import { patch } from "./api.js";
import { sum } from "./figures.js";
import { number, t } from "./language.js";
import { printSheets } from "./print.js";
import { titleOf } from "./rows.js";
import { sparkline } from "./sparkline.js";
import { tiles } from "./tiles.js";
import { zipOfPictures } from "./zip.js";

// As many as the API takes in one request.
const atOnce = 500;

/** `rows()` gives what is selected; `onChanged` is called when groups have changed. */
export function selectionBar({ rows, groups, onClear, onChanged }) {
  const many = h("strong", { role: "status" });
  const dialog = h("dialog", { "aria-labelledby": newId() });
  const button = (name, onclick) => h("button", { type: "button", onclick }, t(name));
  const withPictures = () => rows().filter(({ url }) => url);
  const zip = async () => {
    if (withPictures().length === 0) return announceHere(t("no_pictures"));
    download("qrcodes.zip", await zipOfPictures(withPictures()));
    announceHere(t("zip_made", { many: number(withPictures().length) }));
  };
  const print = () => (withPictures().length === 0 ? announceHere(t("no_pictures")) : printSheets(withPictures()));
  const said = h("span", { class: "said" });
  const announceHere = (text) => {
    fill(said, text);
    announce(text);
  };
  const element = h(
    "div",
    { class: "selection", role: "region", "aria-label": t("selection"), hidden: true },
    many,
    button("merge", () => merged(dialog, rows())),
    button("change_group", () => regroup(dialog, rows(), groups, onChanged)),
    button("zip", zip),
    button("print", print),
    button("clear", onClear),
    said,
    dialog,
  );
  return {
    element,
    update() {
      const selected = rows();
      element.hidden = selected.length === 0;
      fill(many, t("selected", { many: number(selected.length) }));
      fill(said);
    },
  };
}

/** The figures of several codes as those of one. */
function merged(dialog, rows) {
  const series = rows[0].series.map((_, day) => rows.reduce((total, row) => total + row.series[day], 0));
  const titles = rows.map(titleOf);
  open(dialog, t("merged", { many: number(rows.length) }), [
    h("p", { class: "muted" }, titles.slice(0, 8).join("、"), titles.length > 8 ? "…" : ""),
    tiles(sum(rows)),
    sparkline(series),
  ]);
}

function regroup(dialog, rows, groups, onChanged) {
  const list = newId();
  const input = h("input", { type: "text", list, maxlength: 100, autocomplete: "off" });
  const mistake = h("p", { class: "bad", role: "alert" });
  const save = async (event) => {
    event.preventDefault();
    const group = input.value.trim();
    try {
      for (let first = 0; first < rows.length; first += atOnce) {
        await patch(
          "codes",
          rows.slice(first, first + atOnce).map(({ scene }) => ({ scene, group })),
        );
      }
    } catch (error) {
      return fill(mistake, error.message);
    }
    for (const row of rows) row.group = group;
    dialog.close();
    onChanged();
    announce(t("saved"));
  };
  open(dialog, t("change_group"), [
    h(
      "form",
      { onsubmit: save },
      h("label", {}, t("group"), input),
      h(
        "datalist",
        { id: list },
        groups.map((value) => h("option", { value })),
      ),
      h("p", { class: "muted" }, t("group_hint")),
      h("button", { type: "submit" }, t("save")),
      mistake,
    ),
  ]);
}

function open(dialog, title, content) {
  fill(
    dialog,
    h("h2", { id: dialog.getAttribute("aria-labelledby") }, title),
    content,
    h("button", { type: "button", class: "close", onclick: () => dialog.close() }, t("close")),
  );
  dialog.showModal();
}
