// The button for the other language, in that language.
import { h } from "./dom.js";
import { keepLanguage, language } from "./language.js";

export function languageSwitch() {
  const [other, lang, short, rest] = language === "zh" ? ["en", "en", "En", "glish"] : ["zh", "zh-CN", "中", "文"];
  const change = () => {
    keepLanguage(other);
    location.reload();
  };
  return h(
    "button",
    { type: "button", class: "quiet language", lang, onclick: change },
    short,
    h("span", { class: "rest" }, rest),
  );
}
