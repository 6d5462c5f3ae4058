// What to do where there is nothing to see yet.
import { commandLine } from "./command.js";
import { h } from "./dom.js";
import { t } from "./language.js";
import { link } from "./route.js";

export function emptyState() {
  return h(
    "div",
    { class: "notice" },
    h("h2", {}, t("empty")),
    h("p", {}, t("empty_period")),
    h("p", {}, h("a", { href: link("new") }, t("empty_print"))),
    h("p", {}, t("empty_try")),
    commandLine(
      `npm run send -- scan 123${location.hostname === "localhost" ? "" : ` --url ${location.origin}/wechat`}`,
    ),
  );
}
