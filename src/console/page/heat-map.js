// When a code is scanned: hours by days of the week, darker where there are more.
import { fill, h } from "./dom.js";
import { nameOf } from "./figures.js";
import { number, t, weekday } from "./language.js";

const levels = 5;

/** `hours`: the rows of the API, some or all. */
export function heatMap(hours) {
  const scans = new Map(hours.map((row) => [`${row.weekday} ${row.hour}`, row.scans]));
  const highest = Math.max(1, ...scans.values());
  const days = [1, 2, 3, 4, 5, 6, 7];
  const clock = Array.from({ length: 24 }, (_, hour) => hour);
  const readout = h("p", { class: "muted", role: "status" }, t("heat_map_hint"));
  const cell = (day, hour) => {
    const value = scans.get(`${day} ${hour}`) ?? 0;
    const text = `${weekday(day)} ${hour}:00–${hour + 1}:00 ${nameOf("scans")} ${number(value)}`;
    const show = () => fill(readout, text);
    return h(
      "td",
      { class: `heat-${Math.ceil((value / highest) * levels)}`, title: text, onclick: show, onpointerenter: show },
      h("span", { class: "unseen" }, number(value)),
    );
  };
  return h(
    "div",
    { class: "heat" },
    h(
      "table",
      {},
      h("caption", { class: "unseen" }, t("heat_map")),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td", {}),
          clock.map((hour) =>
            h("th", { scope: "col" }, hour % 6 === 0 ? String(hour) : h("span", { class: "unseen" }, String(hour))),
          ),
        ),
      ),
      h(
        "tbody",
        {},
        days.map((day) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, weekday(day)),
            clock.map((hour) => cell(day, hour)),
          ),
        ),
      ),
    ),
    readout,
  );
}
