// The console: which screen is shown, by the part of the address after #, and what stands around it.
import { clock } from "./period.js";
import { fill, h } from "./dom.js";
import { get, signOut } from "./api.js";
import { language, t } from "./language.js";
import { languageSwitch } from "./language-switch.js";
import { closeMenus } from "./menus.js";
import { overview } from "./overview.js";
import { link, route } from "./route.js";

const more = () => import("./more-screens.js");
const screens = {
  overview: async () => overview,
  codes: async () => (await more()).codes,
  code: async () => (await more()).code,
  new: async () => (await more()).newCodes,
  health: async () => (await more()).health,
};
const main = document.getElementById("main");
const navigation = document.getElementById("navigation");
const tools = document.getElementById("tools");
let zone;
let shown = 0;

document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
document.getElementById("skip").textContent = t("skip");
fill(tools, languageSwitch(), signOutMenu());
closeMenus();
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
    const [draw, now] = await Promise.all([
      (Object.hasOwn(screens, screen) ? screens[screen] : screens.overview)(),
      today(),
    ]);
    zone = now;
    content = await draw({ parameters, ...zone });
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

function reason(error) {
  if (error instanceof TypeError) return t("unreachable");
  return error.status === 503 ? t("database_away") : error.message;
}

function failed(error) {
  return h(
    "section",
    { class: "notice bad", role: "alert" },
    h("h1", { tabindex: "-1" }, t("failed")),
    h("p", {}, reason(error)),
    h("button", { type: "button", onclick: () => show({}) }, t("again")),
  );
}
