// The form with one field: CONSOLE_TOKEN for a session.
import { fill, h } from "./dom.js";
import { language, switchLanguage, t } from "./language.js";

const reasons = { 401: "sign_in_wrong", 403: "sign_in_wrong", 429: "sign_in_often", 503: "sign_in_unset" };

document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
document.title = t("console");
const token = h("input", { type: "password", autocomplete: "current-password", required: true, autofocus: true, spellcheck: "false" });
const mistake = h("p", { class: "bad", role: "alert" });
const button = h("button", { type: "submit" }, t("sign_in"));

fill(
  document.getElementById("main"),
  h("h1", {}, t("console")),
  h(
    "form",
    { onsubmit: signIn },
    h("label", {}, "CONSOLE_TOKEN", token),
    h("p", { class: "muted" }, t("sign_in_where")),
    button,
    mistake,
  ),
  h("button", { type: "button", class: "quiet", lang: language === "zh" ? "en" : "zh-CN", onclick: switchLanguage }, language === "zh" ? "English" : "中文"),
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
    // Where one was when the session ended.
    if (ok) return location.replace(`/console/${location.hash}`);
    fill(mistake, reasons[status] === undefined ? `HTTP ${status}` : t(reasons[status]));
  } catch {
    fill(mistake, t("unreachable"));
  }
  button.disabled = false;
  token.select();
}
