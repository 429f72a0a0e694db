// Vital signs: the value, its healthy band, the last hours, and how old the reading is.

import { bandSpark } from "chengyun/charts";
import { h, keyed } from "chengyun/dom";
import { ago, hourMinute, measured, t } from "chengyun/words";

const ROOMY = 7; // more than these stand in one line each
const ROOM = { "16x9": 150, "32x9": 400, "9x16": 105 }; // pixels for all their lines
const MOST = { "16x9": 13, "32x9": 11, "9x16": 12 }; // so many have room; of more the good ones wait
const WORST = ["bad", "watch", "stale"];
const LARGE = 3; // so few, as in a scene, are drawn large
let shown = [];
let at = 0;

const canvas = () => document.getElementById("wall").dataset.canvas;
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
  const rows = [...root().querySelectorAll("[data-at]")];
  const ages = rows.map((row) => (now - Number(row.dataset.at)) / 1000);
  rows.forEach((row, i) => (row.querySelector("time").textContent = ago(ages[i])));
  const lively = ages.filter((_, i) => rows[i].dataset.state !== "stale");
  document.getElementById("wall-vitals-age").textContent = lively.length ? ago(Math.max(...lively)) : "";
}

function render() {
  if (!shown.length) return root().replaceChildren(h("p", { class: "quiet" }, t("no_vitals")));
  root().querySelector(".quiet")?.remove();
  root().dataset.dense = String(shown.length > ROOMY);
  root().dataset.size = shown.length <= LARGE ? "large" : "";
  const [seen, rest] = fitting();
  root().querySelector(".vitals-rest")?.remove();
  keyed(root(), seen, ({ key }) => key, create, update);
  if (rest) root().append(h("a", { class: "vitals-rest", href: "/desk/definitions/" }, t("more_vitals", { n: rest })));
}

/** [those that have room, how many have not]: what is out of its band has room before what is not. */
function fitting() {
  const most = MOST[canvas()] ?? MOST["16x9"];
  if (shown.length <= most) return [shown, 0];
  const rank = ({ state, value }) => (WORST.indexOf(value == null ? "stale" : state) + WORST.length + 1) % (WORST.length + 1);
  const kept = new Set([...shown].sort((a, b) => rank(a) - rank(b)).slice(0, most));
  return [shown.filter((vital) => kept.has(vital)), shown.length - most];
}

const create = ({ key }) => h("a", { class: "vital", href: `/desk/definitions/#${key}` });

function update(row, vital) {
  const { label, value, unit, digits, low, high, state, age_s, spark, forecast, cursor } = vital;
  row.title = `${t("healthy", { range: range(vital) })} ${unit}`;
  row.dataset.state = value == null ? "stale" : state;
  if (age_s == null) delete row.dataset.at;
  else row.dataset.at = at - age_s * 1000;
  row.replaceChildren(
    h("span", { class: "vital-name" }, h("span", { title: label }, label), stateWord(vital, row.dataset.state), leaving(forecast)),
    h("span", { class: "vital-note" }, t("healthy", { range: range(vital) }), h("time", {}, age_s == null ? "" : ago(age_s))),
    bandSpark(spark ?? [], low, high, { ...size(), tail: forecast, cursor }),
    h("span", { class: "vital-value" }, h("b", {}, measured(value, digits)), h("i", {}, unit)),
  );
}

// Where every line has one row, the dash of what is not on record says it.
const stateWord = ({ word }, state) =>
  word && root().dataset.dense === "true" ? "" : h("em", {}, t(word ?? `state_${state}`));

// When the forecast leaves the healthy band; the method is told on the page of definitions.
function leaving(forecast) {
  if (!forecast?.leaves_at) return "";
  const time = hourMinute(Date.parse(forecast.leaves_at));
  const words = [h("span", { class: "leaves-words" }, t("leaves_at", { time })), h("span", { class: "leaves-brief" }, `→ ${time}`)];
  return h("span", { class: "vital-leaves", title: `${t("leaves_at", { time })}. ${t("forecast_method")}` }, ...words);
}

// The fewer they are, the higher: together they fill the same place.
const size = () => (root().dataset.size === "large" ? { width: 436, height: ROOM[canvas()] / shown.length } : {});

const short = (value) => measured(value, Number.isInteger(value) ? 0 : null);

function range({ low, high }) {
  if (low == null) return `≤ ${short(high)}`;
  if (high == null) return `≥ ${short(low)}`;
  return `${short(low)}–${short(high)}`;
}
