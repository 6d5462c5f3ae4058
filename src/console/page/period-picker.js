// Which days are looked at: links, so that a period can be kept as a bookmark.
import { fill, h } from "./dom.js";
import { t } from "./language.js";
import { daysBetween, maxDays, presets, resolve } from "./period.js";
import { link } from "./route.js";

export const usual = "7";

export function periodPicker(screen, parameters, today) {
  const chosen = parameters.period ?? usual;
  const isCustom = !presets.includes(chosen);
  const { from, to } = resolve(chosen, today);
  const [first, last] = [from, to].map((value) => h("input", { type: "date", value, max: today, required: true }));
  const mistake = h("span", { class: "bad", role: "alert" });
  const apply = (event) => {
    event.preventDefault();
    const days = daysBetween(first.value, last.value) + 1;
    if (days < 1 || days > maxDays)
      return fill(mistake, t(days < 1 ? "period_backwards" : "period_too_long", { days: maxDays }));
    location.hash = link(screen, { ...parameters, period: `${first.value}..${last.value}` });
  };
  return h(
    "nav",
    { class: "period", "aria-label": t("period") },
    presets.map((period) =>
      h(
        "a",
        { href: link(screen, { ...parameters, period }), "aria-current": period === chosen && "true" },
        t(`period_${period}`),
      ),
    ),
    h(
      "details",
      { class: "menu", open: isCustom && matchMedia("(min-width: 60rem)").matches },
      h("summary", { "aria-current": isCustom && "true" }, isCustom ? `${from} – ${to}` : t("period_custom")),
      h(
        "form",
        { onsubmit: apply },
        h("label", {}, t("period_from"), first),
        h("label", {}, t("period_to"), last),
        h("button", { type: "submit" }, t("period_apply")),
        mistake,
      ),
    ),
  );
}
