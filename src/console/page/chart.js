// Days or hours as lines: who came, came again, left. Its values are read by hovering, tapping, or with
// the arrow keys; a table beside it has them all.
import uPlot from "uplot";
import { fill, h } from "./dom.js";
import { nameOf } from "./figures.js";
import { number } from "./language.js";

const lines = [
  { key: "new", width: 2, fill: true },
  { key: "existing", width: 2 },
  { key: "lost", width: 2 },
  { key: "net", width: 2, dash: [6, 4] },
];

/** `rows` have a `label` each, and the figures. */
export function chart(title, rows) {
  const readout = h("dl", { class: "readout" });
  const plot = h("div", { class: "plot" });
  const box = h(
    "div",
    {
      class: "chart",
      role: "slider",
      tabindex: "0",
      "aria-label": title,
      "aria-valuemin": 0,
      "aria-valuemax": rows.length - 1,
    },
    plot,
    readout,
  );
  let drawing;
  const read = (at) => {
    const row = rows[at];
    box.setAttribute("aria-valuenow", at);
    box.setAttribute(
      "aria-valuetext",
      [row.label, ...lines.map(({ key }) => `${nameOf(key)} ${number(row[key])}`)].join(", "),
    );
    const terms = lines.map(({ key }) =>
      h("div", { class: `line-${key}` }, h("dt", {}, nameOf(key)), h("dd", {}, number(row[key]))),
    );
    fill(readout, h("div", { class: "label" }, h("dt", {}, row.label)), terms);
  };
  let at = rows.length - 1;
  read(at);

  const draw = () => {
    drawing?.destroy();
    drawing = undefined;
    if (plot.clientWidth === 0) return;
    drawing = new uPlot(
      options(rows, plot, (index) => index !== null && read((at = index))),
      data(rows),
      plot,
    );
  };
  const width = new ResizeObserver(() => {
    if (drawing === undefined) draw();
    else drawing.setSize({ width: plot.clientWidth, height: heightOf(plot) });
  });
  width.observe(plot);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const redraw = () => (plot.isConnected ? draw() : scheme.removeEventListener("change", redraw));
  scheme.addEventListener("change", redraw);

  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -Infinity, End: Infinity };
  box.addEventListener("keydown", (event) => {
    if (steps[event.key] === undefined) return;
    event.preventDefault();
    at = Math.min(Math.max(at + steps[event.key], 0), rows.length - 1);
    read(at);
    drawing?.setCursor({ left: drawing.valToPos(at, "x"), top: 0 });
  });
  return box;
}

const data = (rows) => [rows.map((_, index) => index), ...lines.map(({ key }) => rows.map((row) => row[key]))];
const heightOf = (plot) => (plot.clientWidth < 500 ? 200 : 280);

function options(rows, plot, onRead) {
  const style = getComputedStyle(plot);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour("muted"),
    grid: { stroke: colour("rule"), width: 1 },
    ticks: { show: false },
    font: `12px ${style.fontFamily}`,
  };
  return {
    width: plot.clientWidth,
    height: heightOf(plot),
    legend: { show: false },
    // Where one line is alone the scale would be of no height.
    scales: { x: { time: false }, y: { range: (_, low, high) => [Math.min(low, 0), Math.max(high, 4) * 1.05] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 32,
        space: 56,
        incrs: [1, 2, 3, 4, 7, 14, 28, 56],
        values: (_, at) => at.map((index) => rows[index]?.short ?? ""),
      },
      {
        ...axis,
        size: 44,
        incrs: [1, 2, 5]
          .flatMap((step) => [0, 1, 2, 3, 4, 5, 6].map((power) => step * 10 ** power))
          .sort((a, b) => a - b),
        values: (_, at) => at.map(number),
      },
    ],
    series: [
      {},
      ...lines.map(({ key, width, dash, fill: isFilled }) => ({
        label: nameOf(key),
        stroke: colour(key),
        fill: isFilled ? colour("new-area") : undefined,
        ...{ width, dash },
        points: { show: rows.length < 2 },
      })),
    ],
    cursor: { y: false, drag: { setScale: false, x: false, y: false } },
    hooks: { setCursor: [({ cursor }) => onRead(cursor.idx)] },
  };
}
