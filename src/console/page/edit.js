// What the owner calls a code.
import { fill, h } from "./dom.js";
import { patch } from "./api.js";
import { t } from "./language.js";

// As many characters as the API takes (src/console/codes.rs).
const lengths = { name: 100, group: 100, remark: 1000 };

/** Changes `code`, too, and says so. */
export function editForm(code, onSaved) {
  const fields = Object.entries(lengths).map(([name, maxlength]) => {
    const element = name === "remark" ? "textarea" : "input";
    return [name, h(element, { value: code[name] ?? "", name, maxlength, autocomplete: "off" })];
  });
  const said = h("p", { role: "status" });
  const button = h("button", { type: "submit" }, t("save"));
  const save = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(fields.map(([name, { value }]) => [name, value.trim()]));
    button.disabled = true;
    fill(said);
    try {
      await patch("codes", [{ scene: code.scene, ...values }]);
      Object.assign(code, values);
      fill(said, t("saved"));
      onSaved();
    } catch (error) {
      fill(said, h("span", { class: "bad" }, error.message));
    }
    button.disabled = false;
  };
  return h(
    "form",
    { class: "edit", onsubmit: save },
    fields.map(([name, field]) => h("label", {}, t(name), field)),
    button,
    said,
  );
}
