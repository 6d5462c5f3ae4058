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
    h("dl", { class: "facts" }, items(facts).map(({ name, value, note, level }) =>
      h("div", { class: level }, h("dt", {}, t(name)), h("dd", {}, value, note && h("p", { class: "muted" }, note))),
    )),
  );
}

function items(facts) {
  const { rows_written_today: written, rows_free_plan: allowed, timezone } = facts;
  const share = written / allowed;
  return [
    facts.last_push
      ? { name: "last_push", value: time(facts.last_push, timezone) }
      : { name: "last_push", value: t("never"), note: t("last_push_never"), level: "warn" },
    {
      name: "rows_written",
      value: [
        `${number(written)} / ${number(allowed)} `,
        h("meter", { min: 0, max: allowed, high: allowed * 0.8, value: written, "aria-label": t("rows_written") }),
      ],
      note: t(share > 0.8 ? "rows_much" : "rows_meaning"),
      level: share > 0.8 ? "warn" : "good",
    },
    { name: "recorded_today", value: number(facts.recorded_today) },
    backlog("queue", facts.queue, "queue_waits"),
    backlog("dead_letters", facts.dead_letter_queue, "dead_letters_wait"),
    { name: "zone", value: timezone },
  ];
}

function backlog(name, { bound, waiting }, note) {
  if (!bound) return { name, value: t("not_bound"), level: "warn" };
  if (waiting === null) return { name, value: t("not_told") };
  return { name, value: number(waiting), ...(waiting > 0 ? { note: t(note), level: "warn" } : { level: "good" }) };
}
