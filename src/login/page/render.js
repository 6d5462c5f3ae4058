// The sign-in page as HTML, made in the Worker: all of it is there without a script. page.js keeps it
// up to date where there is one.
import { html } from "./html.js";
import { picture } from "./png.js";
import { speaker } from "./texts.js";

// Where something may still happen by itself.
const pending = ["waiting", "scanned"];

const pages = { attempt, error };

/** The HTML of a page by its name: `attempt` for a sign-in in its stage, `error` for what goes wrong. */
export async function render(name, view) {
  return `${await pages[name](view)}`;
}

async function attempt(view) {
  const { id, stage, client, number, word, left } = view;
  const say = speaker(view.language);
  const path = `/login/attempt/${id}`;
  const said = sentences(view, say);
  const [status, why] = said[stage] ?? said[`scanned_${view.way}`];
  const refresh = html`<noscript><meta http-equiv="refresh" content="3;url=${path}"></noscript>
`;
  // What the script needs of the view, and all that it may have to say.
  const forScript = JSON.stringify({ id, left, renewals: view.renewals, said, left_30: say("left", { left: 30 }) });
  return document(view, say("title", { client: withoutDirections(client) }), html`${pending.includes(stage) && refresh}<script type="module" src="/login/page.js"></script>
`, html`<main id="login" data-stage="${stage}" data-way="${view.way}" data-view="${forScript}">
<p class="small">${say("with_wechat")}</p>
<h1>${fill(say("title", { client: "\n" }), html`<bdi>${client}</bdi>`)}</h1>
<div class="state">
<p id="status" role="status" aria-live="polite">${status}</p>
<p id="why" class="small">${why}</p>
<p id="number" class="number" aria-hidden="true">${view.way === "word" ? "登录" : number}</p>
<p class="left small" role="timer" aria-live="off">${fill(say("left", { left: "\n" }), html`<span id="left">${left}</span>`)}</p>
<form id="renew" class="renew" method="post" action="${path}/renew"><button type="submit"><span class="when-expired">${say("renew")}</span><span class="when-void">${say("again")}</span></button></form>
<p class="proceed"><a href="${path}">${say("proceed")}</a></p>
</div>
<div class="ways">
${view.url !== null && html`<section class="code">
<h2>${say("code")}</h2>
${image(await picture(view.url), say("code_alt"))}
<p class="small scan-it">${say("scan_it")}</p>
<p class="small press-it">${say("press_it")}</p>
</section>
`}<section class="words">
<h2>${say(view.url === null ? "word_alone" : "word")}</h2>
<p class="small">${view.account ? fill(say("word_how_to", { account: "\n" }), html`<bdi>${view.account}</bdi>`) : say("word_how")}</p>
<p><span id="word" class="word" role="img" aria-label="${[...word].join(" ")}">${word}</span></p>
<p><button id="copy" type="button" hidden data-copied="${say("copied")}" data-failed="${say("not_copied")}">${say("copy")}</button></p>
<p class="small">${say("word_help")}</p>
</section>
</div>
<p id="notice" class="small" role="status" aria-live="polite"></p>
<p class="cancel"><a href="${path}/cancel">${say("cancel")}</a></p>
</main>`);
}

function error({ reason, language }) {
  const say = speaker(language);
  // `finished` is a stage, too, and says something else there.
  const name = reason === "finished" ? "over" : reason;
  return document({ language }, say(name), "", html`<main id="login" data-error="${reason}">
<h1>${say(name)}</h1>
<p>${say(`${name}_help`)}</p>
</main>`);
}

/** The status of each stage, and what stands below it. */
function sentences({ url, number }, say) {
  return {
    waiting: [say(url === null ? "waiting_word" : "waiting")],
    scanned_scan: [say("scanned_scan", { number }), say("why_scanned")],
    scanned_word: [say("scanned_word"), say("why_scanned")],
    confirmed: [say("confirmed")],
    finished: [say("finished")],
    ...Object.fromEntries(["expired", "denied", "burnt"].map((stage) => [stage, [say(stage), say(`why_${stage}`)]])),
  };
}

function image({ src, size }, alt) {
  return html`<img class="qr" src="${src}" width="${size}" height="${size}" alt="${alt}">`;
}

/** A text with an element in place of its line break. */
function fill(text, inside) {
  const [before, after] = text.split("\n");
  return html`${before}${inside}${after}`;
}

/** Without the characters that turn the direction of what follows them: a title cannot isolate them. */
function withoutDirections(text) {
  return text.replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}

function document({ language }, title, head, body) {
  return html`<!doctype html>
<html lang="${language === "en" ? "en" : "zh-CN"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/login/page.css">
${head}</head>
<body>
${body}
</body>
</html>
`;
}
