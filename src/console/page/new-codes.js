// How new codes come here: the Worker cannot make them, WeChat's API wants a fixed address.
import { commandLine } from "./command.js";
import { h } from "./dom.js";
import { t } from "./language.js";

export async function newCodes() {
  const settings = [`export CONSOLE_URL=${location.origin}/console/`, "export CONSOLE_TOKEN=…"];
  const step = (title, ...content) => h("li", {}, h("h2", {}, title), content);
  return h(
    "section",
    { class: "new" },
    h("h1", { tabindex: "-1" }, t("screen_new")),
    h("p", {}, t("new_why")),
    h(
      "ol",
      { class: "steps" },
      step(t("new_settings"), h("p", {}, t("new_settings_why")), settings.map(commandLine)),
      step(t("new_one"), commandLine("npm run qrcode -- create store-12 --permanent")),
      step(
        t("new_many"),
        h("p", {}, t("new_many_how")),
        h("pre", { tabindex: "0" }, t("new_many_example")),
        commandLine("npm run qrcode -- create --from codes.csv --out printed"),
      ),
      step(t("new_push"), h("p", {}, t("new_push_why")), commandLine("npm run qrcode -- push qrcodes")),
    ),
  );
}
