// Pictures on paper: twelve on a sheet of A4, each with its name.
import { h } from "./dom.js";
import { picture } from "./picture.js";
import { titleOf } from "./rows.js";

const aSheet = 12;

export function printSheets(codes) {
  document.querySelector(".sheets")?.remove();
  const sheets = h("div", { class: "sheets", "aria-hidden": "true" });
  for (let first = 0; first < codes.length; first += aSheet) {
    const sheet = codes.slice(first, first + aSheet);
    sheets.append(
      h(
        "div",
        { class: "sheet" },
        sheet.map((code) => h("div", { class: "label" }, picture(code.url, ""), h("p", {}, titleOf(code)))),
      ),
    );
  }
  document.body.append(sheets);
  addEventListener("afterprint", () => sheets.remove(), { once: true });
  print();
}
