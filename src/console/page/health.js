// Whether all is well, and what to do where it is not.
import { get } from "./api.js";
import { h } from "./dom.js";
import { number, t, time } from "./language.js";

export async function health() {
  const facts = await get("health");
  return h(
    "section",
    { class: "health" },
    h("h1", { tabindex: "-1" }, t("screen_health")),
    h(
      "dl",
      { class: "facts" },
      items(facts).map(({ name, value, note, level }) =>
        h(
          "div",
          { class: level },
          h("dt", {}, t(name)),
          h("dd", {}, value, note && h("p", { class: "muted" }, t(note))),
        ),
      ),
    ),
  );
}

/** What is told: `{ name, value, note, level }`, `name` and `note` by their texts. */
function items(facts) {
  return [
    lastPush(facts),
    refused("signature_failures", facts.refusals.signatures, "signature_failures_many"),
    refused("refusals", facts.refusals.others, "refusals_many"),
    rows(facts),
    { name: "recorded_today", value: number(facts.recorded_today) },
    backlog("queue", facts.queue, "queue_waits"),
    backlog("dead_letters", facts.dead_letter_queue, "dead_letters_wait"),
    mode(facts),
    keys(facts),
    clock(facts),
    { name: "zone", value: facts.timezone },
  ];
}

function lastPush({ last_push, timezone }) {
  if (last_push === null) return { name: "last_push", value: t("never"), note: "last_push_never", level: "warn" };
  return { name: "last_push", value: time(last_push, timezone) };
}

function refused(name, many, note) {
  return { name, value: number(many), ...(many > 0 ? { note, level: "warn" } : {}) };
}

function rows({ rows_written_today: written, rows_free_plan: allowed }) {
  const isMuch = written > allowed * 0.8;
  const meter = h("meter", {
    min: 0,
    max: allowed,
    high: allowed * 0.8,
    value: written,
    "aria-label": t("rows_written"),
  });
  return {
    name: "rows_written",
    value: [`${number(written)} / ${number(allowed)} `, meter],
    note: isMuch ? "rows_much" : "rows_meaning",
    level: isMuch && "warn",
  };
}

function backlog(name, { bound, waiting }, note) {
  if (!bound) return { name, value: t("not_bound"), note: "not_bound_why", level: "warn" };
  if (waiting === null) return { name, value: t("not_told") };
  return { name, value: number(waiting), ...(waiting > 0 ? { note, level: "warn" } : {}) };
}

function mode({ mode }) {
  if (mode === null) return { name: "mode", value: t("mode_none"), note: "mode_none_why", level: "warn" };
  // What is sealed is opened, whatever stands beside it: 兼容 and 安全 look alike from here.
  return {
    name: "mode",
    value: t(mode === "plaintext" ? "mode_plaintext" : "mode_encrypted"),
    note: mode === "plaintext" ? "mode_plaintext_note" : undefined,
  };
}

/** Which credentials pushes fit: when may the old ones go? */
function keys({ rotating, opened: { current, previous }, timezone }) {
  const name = "keys";
  if (!rotating) return { name, value: t("keys_one"), note: current === null ? undefined : "keys_one_fits" };
  const times = [
    current && `${t("keys_current")} ${time(current, timezone)}`,
    previous && `${t("keys_previous")} ${time(previous, timezone)}`,
  ];
  const value = times.filter((each) => each !== null).join("; ") || t("never");
  // WeChat changes over within minutes: a day is long enough.
  const isOver = current !== null && (previous === null || Date.now() - Date.parse(previous) > 86_400_000);
  return { name, value, note: isOver ? "keys_over" : "keys_wait", level: isOver ? undefined : "warn" };
}

function clock({ clock_difference: seconds }) {
  if (seconds === null) return { name: "clock", value: t("never") };
  const isFar = Math.abs(seconds) > 60;
  return {
    name: "clock",
    value: t("seconds", { seconds: number(seconds) }),
    note: isFar ? "clock_far" : "clock_meaning",
    level: isFar && "warn",
  };
}
