// The replies that ship are for trying: what must be said of them before they are live.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tr } from "./language.mjs";

// That it was said, so that it is said once.
const said = ".wrangler/shipped-replies-said";

/** Says, the first time, that what is deployed answers with the replies that ship. */
export function tellOfShippedReplies() {
  const read = (file) => readFileSync(file, "utf8").replaceAll("\r\n", "\n");
  if (existsSync(said) || read("replies.toml") !== read("tests/shipped/replies.toml")) return;
  console.log(
    tr(
      `
Visitors now get the replies that ship with this project ("I love you, itcast!" and the like).
To change them: edit replies.toml, look at it with "npm run check", and "npm run deploy" again.
`,
      `
访客现在收到的是本项目自带的回复（如 "I love you, itcast!"）。
要改：编辑 replies.toml，用 "npm run check" 查看，再 "npm run deploy"。
`,
    ),
  );
  mkdirSync(".wrangler", { recursive: true });
  writeFileSync(said, "");
}
