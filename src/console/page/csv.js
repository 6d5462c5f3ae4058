// A table as a file that spreadsheets open, of what is on the screen. The rules are those of
// src/console/csv.rs: no cell is a formula that a stranger wrote.
import { download } from "./dom.js";

/** `columns`: `{ name, value(row) }`. */
export function csv(columns, rows) {
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ value }) => value(row)))];
  // Without a byte order mark Excel takes Chinese for something else.
  return `\ufeff${lines.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("")}`;
}

export function downloadCsv(name, columns, rows) {
  download(name, new Blob([csv(columns, rows)], { type: "text/csv;charset=utf-8" }));
}

function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const isFormula = /^[=+\-@＝＋－＠]/.test(value.trimStart()) || /^[\t\r\n]/.test(value);
  if (!isFormula && !/[",\r\n;]/.test(value)) return value;
  return `"${isFormula ? "'" : ""}${value.replaceAll('"', '""')}"`;
}
