// The picture of a code, large, to take along.
import { copy, commandLine } from "./command.js";
import { download, h } from "./dom.js";
import { t } from "./language.js";
import { fileName, picture, pngFile, svgFile } from "./picture.js";
import { titleOf } from "./rows.js";

export function pictureBox(code) {
  if (!code.url) {
    return h("div", {}, h("p", {}, t("no_picture")), commandLine(`wechat-edge qrcode push`));
  }
  const name = fileName(code);
  const copyButton = h(
    "button",
    { type: "button", onclick: () => copy(copyButton, { "image/png": pngFile(code.url) }) },
    t("copy_picture"),
  );
  return h(
    "div",
    { class: "picture-box" },
    picture(code.url, t("picture_of", { title: titleOf(code) })),
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "button", onclick: async () => download(`${name}.png`, await pngFile(code.url)) }, "PNG"),
      h("button", { type: "button", onclick: () => download(`${name}.svg`, svgFile(code.url)) }, "SVG"),
      copyButton,
    ),
  );
}
