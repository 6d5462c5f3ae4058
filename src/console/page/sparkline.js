// The scans of each day as a small line.
import { svg } from "./dom.js";
import { number, t } from "./language.js";

export function sparkline(series) {
  const [width, height] = [100, 28];
  const highest = Math.max(1, ...series);
  const step = width / Math.max(1, series.length - 1);
  const points = series.map(
    (value, day) => `${(day * step).toFixed(1)},${(height - 2 - (value / highest) * (height - 4)).toFixed(1)}`,
  );
  const label = t("sparkline", { highest: number(Math.max(0, ...series)), last: number(series.at(-1) ?? 0) });
  return svg(
    "svg",
    {
      class: "sparkline",
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": label,
    },
    // A single day is a line, too.
    svg("polyline", {
      points: points.length === 1 ? `${points[0]} ${width},${points[0].split(",")[1]}` : points.join(" "),
    }),
  );
}
