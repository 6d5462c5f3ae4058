// The codes with their figures: what the list of codes and the list of figures say of each scene.
import { get } from "./api.js";
import { daysBetween } from "./period.js";
import { none } from "./figures.js";
import { t } from "./language.js";

/** 其他途径 has no scene: `null`, and empty where it stands in an address. */
export const other = null;

/** All codes in a period, and those whose figures are there without a code on the list. */
export async function codeRows(period) {
  const [{ codes }, { scenes }] = await Promise.all([get("codes"), get("scenes", { ...period, series: "scans" })]);
  const days = daysBetween(period.from, period.to) + 1;
  const rows = new Map();
  for (const code of codes) rows.set(code.scene, { ...none, series: Array(days).fill(0), last_scan: null, ...code });
  for (const figures of scenes) rows.set(figures.scene, { ...rows.get(figures.scene), ...figures });
  if (!rows.has(other)) rows.set(other, { ...none, scene: other, series: Array(days).fill(0), last_scan: null });
  return [...rows.values()];
}

export const titleOf = ({ name, scene }) => (scene === other ? t("other") : name || scene);

const week = 7 * 86_400_000;

/** Whether a code has expired, or does so within a week; `undefined` for one that stays. */
export function expiry({ expires }, now = Date.now()) {
  if (expires === null || expires === undefined) return undefined;
  const left = Date.parse(expires) - now;
  return { isOver: left <= 0, isSoon: left > 0 && left <= week, days: Math.ceil(left / 86_400_000) };
}

const collators = new Intl.Collator(["zh-CN", "en"], { numeric: true });

/** The rows that a search and a group leave, in the order of a column; 其他途径 first, whatever the order. */
export function arranged(rows, { search, group, column, isDescending }) {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const matches = (row) => {
    if (group !== undefined && (row.group ?? "") !== group) return false;
    const text = [titleOf(row), row.scene, row.name, row.group, row.remark].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const value = (row) => (column === "name" ? titleOf(row) : row[column]);
  const compare = (a, b) => {
    const [left, right] = [value(a) ?? "", value(b) ?? ""];
    return typeof left === "number" ? left - right : collators.compare(left, right);
  };
  const sorted = rows
    .filter((row) => row.scene !== other && matches(row))
    .sort((a, b) => (isDescending ? compare(b, a) : compare(a, b)));
  return [...rows.filter((row) => row.scene === other && matches(row)), ...sorted];
}
