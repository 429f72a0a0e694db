// The card over the map: one chosen case or one sensor, in a few lines.

import { spark } from "chengyun/charts";
import { get } from "chengyun/api";
import { h } from "chengyun/dom";
import { ago, hourMinute, number, t, titleOf } from "chengyun/words";

const root = () => document.getElementById("wall-card");

export function closeCard() {
  root().hidden = true;
}

export const cardIsOpen = () => !root().hidden;

function show(close, ...lines) {
  root().hidden = false;
  root().replaceChildren(h("button", { type: "button", "aria-label": t("close"), onclick: close }, "×"), ...lines);
}

const facts = (item) => [
  item.address,
  [item.area?.name, item.unit ? item.unit.name : t("no_unit")].filter(Boolean).join(" · "),
  [item.alarms && t("alarms_n", { n: item.alarms }), item.reports && t("reports_n", { n: item.reports }),
    item.simulated && t("simulated")].filter(Boolean).join(" · "),
];

/** A case, with the way to its page. */
export function showCase(item, now, close, command) {
  show(
    close,
    h("p", { class: "card-head", dataset: { sev: item.severity } }, h("b", {}, t(`severity_${item.severity}`)), item.stage_label,
      h("time", {}, `${hourMinute(Date.parse(item.opened_at))} · ${ago((now - Date.parse(item.opened_at)) / 1000)}`)),
    h("h3", {}, titleOf(item)),
    ...facts(item).filter(Boolean).map((line) => h("p", {}, line)),
    h("p", { class: "card-ways" },
      h("a", { href: `/desk/cases/${encodeURIComponent(item.number)}/` }, `${item.number} · ${t("open_case")}`),
      command ? h("button", { type: "button", onclick: command }, t("command_mode"), h("kbd", {}, "↵")) : ""),
  );
}

const STATES = ["normal", "severity_1", "severity_2", "severity_3", "severity_4", "silent"];

/** A sensor, with its last day; its name and unit come with the history. */
export async function showPoint(point, now, close) {
  const name = h("h3", {}, "…");
  const unit = h("i", {});
  const history = h("figure", {});
  show(
    close,
    h("p", { class: "card-head", dataset: { sev: point.state } }, h("b", {}, t(STATES[point.state] ?? "normal")),
      h("time", {}, point.time ? ago(now / 1000 - point.time) : "")),
    name,
    h("p", { class: "card-value" }, h("b", {}, number(point.value)), " ", unit),
    history,
    h("a", { href: `/desk/datastreams/${point.id}/` }, t("open_sensor")),
  );
  const told = await get(`/api/v1/datastreams/${point.id}/history`, { hours: 24, points: 370 }).catch(() => ({ value: [] }));
  name.textContent = told.title ?? point.property;
  unit.textContent = told.unit ?? "";
  drawHistory(history, told);
}

function drawHistory(figure, { value: values, min: low, max: high }) {
  const enough = values.length > 1;
  const caption = h("figcaption", {}, t(enough ? "last_24_hours" : "no_history"));
  figure.replaceChildren(enough ? spark(values, { width: 370, height: 64, low, high }) : "", caption);
}
