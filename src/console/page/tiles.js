// The six figures, what each means, and how it has changed.
import { figures } from "./figures.js";
import { h, newId } from "./dom.js";
import { number, say, t } from "./language.js";

/** `earlier` is what they were in the period before, where there is one. */
export function tiles(totals, earlier) {
  const list = h(
    "ul",
    { class: "tiles" },
    figures.map((figure) => tile(figure, totals[figure.key], earlier?.[figure.key])),
  );
  list.addEventListener("keydown", ({ key }) => key === "Escape" && close(list));
  return list;
}

function tile({ key, name, meaning }, value, earlier) {
  const id = newId();
  const item = h("li", { class: "tile", "data-figure": key });
  // A phone has no hover: a tap opens what the figure means, another one closes it.
  const toggle = () => {
    const isOpen = item.classList.contains("open");
    close(item.parentElement);
    item.classList.toggle("open", !isOpen);
  };
  item.append(
    h(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-describedby": id,
        onclick: toggle,
        onblur: () => item.classList.remove("open"),
      },
      say(name),
    ),
    h("span", { class: "meaning", id, role: "tooltip" }, say(meaning)),
    h("strong", {}, number(value)),
  );
  if (earlier !== undefined) item.append(change(value, earlier));
  return item;
}

function close(list) {
  for (const item of list.children) item.classList.remove("open");
}

function change(value, earlier) {
  const difference = value - earlier;
  const direction = difference > 0 ? "up" : difference < 0 ? "down" : "same";
  const sign = { up: "▲ ", down: "▼ ", same: "" }[direction];
  // Of nothing, or of a loss, there is no per cent.
  const share =
    earlier > 0 ? `${number(Math.round((Math.abs(difference) / earlier) * 100))}%` : number(Math.abs(difference));
  const text = difference === 0 ? t("unchanged") : `${sign}${share}`;
  return h(
    "span",
    { class: `change ${direction}` },
    h("span", {}, text),
    h("span", { class: "earlier" }, t("earlier", { value: number(earlier) })),
  );
}
