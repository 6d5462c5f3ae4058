// The form with one field: CONSOLE_TOKEN for a session.
import { fill, h } from "./dom.js";
import { language, t } from "./language.js";
import { languageSwitch } from "./language-switch.js";

const reasons = { 401: "sign_in_wrong", 403: "sign_in_wrong", 429: "sign_in_often", 503: "sign_in_unset" };

document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
document.title = t("console");
const token = h("input", { type: "password", autocomplete: "current-password", required: true, spellcheck: "false" });
const mistake = h("p", { class: "bad", role: "alert" });
const button = h("button", { type: "submit" }, t("sign_in"));

fill(
  document.getElementById("main"),
  h("h1", {}, t("console")),
  h(
    "form",
    { onsubmit: signIn },
    // Whoever keeps passwords keeps them by name.
    h("input", { type: "text", autocomplete: "username", value: "console", hidden: true }),
    h("label", {}, "CONSOLE_TOKEN", token),
    h("p", { class: "muted" }, t("sign_in_where")),
    button,
    mistake,
  ),
  languageSwitch(),
);
token.focus();

async function signIn(event) {
  event.preventDefault();
  button.disabled = true;
  fill(mistake);
  try {
    const { ok, status } = await fetch("/console/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: token.value.trim() }),
    });
    // The form may stand in the console's own place. What was looked at is there again.
    if (ok)
      return location.pathname === "/console/" ? location.reload() : location.replace(`/console/${location.hash}`);
    fill(mistake, reasons[status] === undefined ? `HTTP ${status}` : t(reasons[status]));
  } catch {
    fill(mistake, t("unreachable"));
  }
  button.disabled = false;
  token.select();
}
