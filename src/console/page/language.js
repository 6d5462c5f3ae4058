// Which language the page speaks: that of the switch, else that of the browser.
import { texts } from "./texts.js";

const stored = () => {
  try {
    return localStorage.getItem("language");
  } catch {
    return null; // The browser keeps nothing for this page.
  }
};
const languages = ["zh", "en"];
export const language = languages.find((each) => each === stored()) ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en");

/** `{ zh, en }` or a pair of both, in the language of the page. */
export const say = (pair) => pair[languages.indexOf(language)];

/** A text of the table, with what stands in its braces. */
export function t(name, values = {}) {
  return say(texts[name]).replaceAll(/\{(\w+)\}/g, (_, key) => values[key]);
}

export function switchLanguage() {
  try {
    localStorage.setItem("language", language === "zh" ? "en" : "zh");
  } catch {
    // Then it stays.
  }
  location.reload();
}

const locale = language === "zh" ? "zh-CN" : "en";
const numbers = new Intl.NumberFormat(locale);
export const number = (value) => numbers.format(value);

/** A time of the API, as the clock of a zone showed it. */
export function time(rfc3339, timezone) {
  const options = { dateStyle: "short", timeStyle: "short" };
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: timezone }).format(new Date(rfc3339));
  } catch {
    // A browser that does not know the zone shows its own.
    return new Intl.DateTimeFormat(locale, options).format(new Date(rfc3339));
  }
}

/** `1` for Monday, in words. */
export const weekday = (day, style = "short") =>
  new Intl.DateTimeFormat(locale, { weekday: style, timeZone: "UTC" }).format(Date.UTC(2024, 0, day));
