// Rows of the six figures as a table, and its columns as those of a file.
import { figures } from "./figures.js";
import { h } from "./dom.js";
import { number, say } from "./language.js";

/** `first`: what names a row, as `{ name, value(row) }`. */
export const columnsOf = (first) => [
  first,
  ...figures.map(({ key, name }) => ({ name: say(name), value: (row) => row[key] })),
];

export function figuresTable(caption, columns, rows) {
  const [first, ...others] = columns;
  return h(
    "table",
    { class: "figures" },
    h("caption", { class: "unseen" }, caption),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        columns.map(({ name }) => h("th", { scope: "col" }, name)),
      ),
    ),
    h(
      "tbody",
      {},
      rows.map((row) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, first.value(row)),
          others.map(({ value }) => h("td", {}, number(value(row)))),
        ),
      ),
    ),
  );
}
