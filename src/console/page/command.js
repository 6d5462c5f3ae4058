// A line to type in a terminal, with a button that copies it.
import { announce, h } from "./dom.js";
import { t } from "./language.js";

export function commandLine(line) {
  const button = h("button", { type: "button", class: "copy", onclick: () => copy(button, line) }, t("copy"));
  return h("div", { class: "command" }, h("code", {}, line), button);
}

/** Copies a text, or what `ClipboardItem` takes, and says on the button how that went. */
export async function copy(button, content) {
  const before = button.textContent;
  let said;
  try {
    if (typeof content === "string") await navigator.clipboard.writeText(content);
    else await navigator.clipboard.write([new ClipboardItem(content)]);
    said = t("copied");
  } catch {
    said = t("copy_refused");
  }
  button.textContent = said;
  announce(said);
  setTimeout(() => (button.textContent = before), 2000);
}
