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
export const language =
  languages.find((each) => each === stored()) ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en");

/** `{ zh, en }` or a pair of both, in the language of the page. */
export const say = (pair) => pair[languages.indexOf(language)];

/** A text of the table, with what stands in its braces. */
export function t(name, values = {}) {
  return say(texts[name]).replaceAll(/\{(\w+)\}/g, (_, key) => values[key]);
}

export function keepLanguage(chosen) {
  try {
    localStorage.setItem("language", chosen);
  } catch {
    // Then it stays.
  }
}

const locale = language === "zh" ? "zh-CN" : "en";
const numbers = new Intl.NumberFormat(locale);
export const number = (value) => numbers.format(value);

/** A time of the API, as the clock of a zone showed it. */
export function time(rfc3339, timezone) {
  const date = new Date(rfc3339);
  // The year, where it could be another.
  const isThisYear = Math.abs(date - Date.now()) < 180 * 86_400_000;
  const options = {
    year: isThisYear ? undefined : "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  };
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: timezone }).format(date);
  } catch {
    // A browser that does not know the zone shows its own.
    return new Intl.DateTimeFormat(locale, options).format(date);
  }
}

/** `1` for Monday, in words. */
export const weekday = (day, style = "short") =>
  new Intl.DateTimeFormat(locale, { weekday: style, timeZone: "UTC" }).format(Date.UTC(2024, 0, day));
