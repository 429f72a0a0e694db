// Vital signs: the value, its healthy band, the last hours, and how old the reading is.

import { bandSpark } from "chengyun/charts";
import { h, keyed } from "chengyun/dom";
import { ago, number, t } from "chengyun/words";

let shown = [];
let at = 0;

const root = () => document.getElementById("wall-vitals");

/** Show the vitals of GET /api/v1/wall, true at `now` (ms). */
export function showVitals(vitals, now) {
  shown = vitals;
  at = now;
  render();
}

/** New values from the stream: [{key, value, state, age_s}]. */
export function patchVitals(rows, now) {
  const fresh = new Map(rows.map((row) => [row.key, row]));
  const behind = (now - at) / 1000;
  shown = shown.map((vital) => {
    const row = fresh.get(vital.key);
    return row ? { ...vital, ...row } : { ...vital, age_s: vital.age_s == null ? null : vital.age_s + behind };
  });
  at = now;
  render();
}

/** Each second: the ages grow although nothing arrives. */
export function ageVitals(now) {
  for (const row of root().querySelectorAll("[data-at]")) {
    row.querySelector("time").textContent = ago((now - Number(row.dataset.at)) / 1000);
  }
}

function render() {
  if (!shown.length) return root().replaceChildren(h("p", { class: "quiet" }, t("no_vitals")));
  root().querySelector(".quiet")?.remove();
  keyed(root(), shown, ({ key }) => key, create, update);
}

const create = ({ href }) => h(href ? "a" : "div", { class: "vital" });

function update(row, { label, value, unit, low, high, state, age_s, spark, href, definition }) {
  if (href) row.href = href;
  row.title = definition ?? "";
  row.dataset.state = value == null ? "stale" : state;
  if (age_s == null) delete row.dataset.at;
  else row.dataset.at = at - age_s * 1000;
  row.replaceChildren(
    h("span", { class: "vital-name" }, label, h("em", {}, t(`state_${row.dataset.state}`))),
    h("span", { class: "vital-note" }, t("healthy", { range: range(low, high, unit) }), h("time", {}, age_s == null ? "" : ago(age_s))),
    bandSpark(spark ?? [], low, high),
    h("span", { class: "vital-value" }, h("b", {}, number(value)), h("i", {}, unit)),
  );
}

function range(low, high) {
  if (low == null) return `≤ ${number(high)}`;
  if (high == null) return `≥ ${number(low)}`;
  return `${number(low)}–${number(high)}`;
}
