// The console: which screen is shown, by the part of the address after #, and what stands around it.
import { clock } from "./period.js";
import { code } from "./code.js";
import { codes } from "./codes.js";
import { fill, h } from "./dom.js";
import { get, signOut } from "./api.js";
import { health } from "./health.js";
import { language, t } from "./language.js";
import { languageSwitch } from "./language-switch.js";
import { newCodes } from "./new-codes.js";
import { overview } from "./overview.js";
import { link, route } from "./route.js";

const screens = { overview, codes, code, new: newCodes, health };
const main = document.getElementById("main");
const navigation = document.getElementById("navigation");
const tools = document.getElementById("tools");
let zone;
let shown = 0;

document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
document.getElementById("skip").textContent = t("skip");
fill(
  tools,
  languageSwitch(),
  signOutMenu(),
);
addEventListener("hashchange", () => show({ isNavigation: true }));
// Left open over night, it would show yesterday as today.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && zone !== undefined && clock(zone.timezone).day !== zone.day) show({});
});
await show({});

async function show({ isNavigation = false }) {
  const turn = (shown += 1);
  const { screen, parameters } = route(location.hash);
  showNavigation(screen, parameters);
  main.setAttribute("aria-busy", "true");
  let content;
  try {
    zone = await today();
    content = await (screens[screen] ?? overview)({ parameters, ...zone });
  } catch (error) {
    content = failed(error);
  }
  // Another was asked for meanwhile.
  if (turn !== shown) return;
  main.removeAttribute("aria-busy");
  fill(main, content);
  const heading = main.querySelector("h1");
  document.title = `${heading.textContent} · ${t("console")}`;
  if (!isNavigation) return;
  scrollTo(0, 0);
  heading.focus();
}

/** The zone in which the Worker counts days, and which day and hour it has there. */
async function today() {
  const { timezone, to } = zone ?? (await get("days"));
  try {
    return { timezone, to, ...clock(timezone) };
  } catch {
    // A browser that does not know the zone: the Worker's day, all of it.
    return { timezone, to, day: to, hour: 23 };
  }
}

function showNavigation(screen, { period }) {
  const names = ["overview", "codes", "new", "health"];
  fill(
    navigation,
    names.map((name) => {
      const isHere = name === screen || (name === "codes" && screen === "code");
      return h("a", { href: link(name, { period }), "aria-current": isHere && "page" }, t(`screen_${name}`));
    }),
  );
}

function signOutMenu() {
  const leave = async (everywhere) => {
    try {
      location.assign(await signOut(everywhere));
    } catch (error) {
      fill(main, failed(error));
    }
  };
  return h(
    "details",
    { class: "menu" },
    h("summary", {}, t("sign_out")),
    h(
      "div",
      {},
      h("button", { type: "button", onclick: () => leave(false) }, t("sign_out_here")),
      h("button", { type: "button", onclick: () => leave(true) }, t("sign_out_everywhere")),
    ),
  );
}

function failed(error) {
  return h(
    "section",
    { class: "notice bad", role: "alert" },
    h("h1", { tabindex: "-1" }, t("failed")),
    h("p", {}, error instanceof TypeError ? t("unreachable") : error.message),
    h("button", { type: "button", onclick: () => show({}) }, t("again")),
  );
}
