// The button for the other language, in that language.
import { h } from "./dom.js";
import { keepLanguage, language } from "./language.js";

export function languageSwitch() {
  const [other, lang, name, short] = language === "zh" ? ["en", "en", "English", "EN"] : ["zh", "zh-CN", "中文", "中"];
  const change = () => {
    keepLanguage(other);
    location.reload();
  };
  return h("button", { type: "button", class: "quiet language", lang, "aria-label": name, onclick: change }, short);
}
