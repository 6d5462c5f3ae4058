// Who scanned last: newest first, more on demand.
import { fill, h } from "./dom.js";
import { get } from "./api.js";
import { t, time } from "./language.js";

export function lastScans({ scans, next }, scene, timezone) {
  const body = h("tbody");
  const more = h("button", { type: "button" }, t("more"));
  const add = (answer) => {
    body.append(
      ...answer.scans.map((scan) =>
        h(
          "tr",
          {},
          h("td", {}, time(scan.time, timezone)),
          h("td", {}, t(scan.visitor === "new" ? "visitor_new" : "visitor_existing")),
          h("td", {}, scan.openid ?? t("left")),
        ),
      ),
    );
    more.hidden = !answer.next;
    next = answer.next;
  };
  more.addEventListener("click", async () => {
    more.disabled = true;
    try {
      add(await get("scans", { scene, limit: 50, before: next }));
    } catch (error) {
      fill(more, error.message);
    }
    more.disabled = false;
  });
  if (scans.length === 0) return h("p", { class: "muted" }, t("no_scans"));
  add({ scans, next });
  return h(
    "div",
    {},
    h(
      "table",
      { class: "last-scans" },
      h("caption", { class: "unseen" }, t("last_scans")),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["time", "visitor", "openid"].map((name) => h("th", { scope: "col" }, t(name))),
        ),
      ),
      body,
    ),
    more,
  );
}
