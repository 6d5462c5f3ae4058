// What the owner is told is in English, or in Chinese where the locale is Chinese, as the tool tells it.
const { LC_ALL, LC_MESSAGES, LANG } = process.env;
const isChinese = /^zh([_.-]|$)/i.test(LC_ALL || LC_MESSAGES || LANG || "");

/** One of two texts. */
export function tr(english, chinese) {
  return isChinese ? chinese : english;
}
