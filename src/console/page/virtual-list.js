// A list of which only the rows in sight are elements of the page: a thousand codes scroll as ten do.
import { h } from "./dom.js";

// Rows above and below the window that are there already when they come into sight.
const spare = 6;

/** `row(index)` makes a row; all are as high as `--row-height` of the list's style says. */
export function virtualList(row) {
  const element = h("div", { class: "rows", role: "rowgroup" });
  const present = new Map();
  let count = 0;
  let isWaiting = false;

  const draw = () => {
    isWaiting = false;
    const height = Number.parseFloat(getComputedStyle(element).getPropertyValue("--row-height"));
    element.style.height = `${count * height}px`;
    const top = -element.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(top / height) - spare);
    const last = Math.min(count - 1, Math.ceil((top + innerHeight) / height) + spare);
    for (const [index, shown] of present) {
      // What has the focus stays: the keyboard would be lost.
      if ((index >= first && index <= last) || shown.contains(document.activeElement)) continue;
      shown.remove();
      present.delete(index);
    }
    for (let index = first; index <= last; index += 1) {
      let shown = present.get(index);
      if (shown === undefined) {
        shown = row(index);
        present.set(index, shown);
        // In their order, which is that of the keyboard.
        const next = [...present].filter(([at]) => at > index).sort(([a], [b]) => a - b)[0]?.[1];
        element.insertBefore(shown, next ?? null);
      }
      shown.style.transform = `translateY(${index * height}px)`;
    }
  };
  const soon = () => {
    if (!element.isConnected && present.size > 0) return stop();
    if (!isWaiting) requestAnimationFrame(draw);
    isWaiting = true;
  };
  const stop = () => {
    removeEventListener("scroll", soon);
    removeEventListener("resize", soon);
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  return {
    element,
    /** Makes all rows anew. */
    update(newCount) {
      count = newCount;
      for (const shown of present.values()) shown.remove();
      present.clear();
      soon();
    },
  };
}
