// KPI tiles: value, unit, change against yesterday at this hour, and the line of the day.

import { spark } from "chengyun/charts";
import { h, keyed, svg } from "chengyun/dom";
import { number, t } from "chengyun/words";

export function showKpis(kpis) {
  keyed(document.getElementById("wall-kpis"), kpis, ({ key }) => key, create, update);
}

const create = () => h("a", { class: "kpi" });

// A time of many minutes is read in hours.
const MANY = 120;

function readable({ key, value, unit, delta }) {
  if (!key.endsWith("_minutes") || !(value >= MANY)) return { value, unit, delta };
  const hours = (minutes) => (minutes == null ? minutes : Math.round(minutes / 6) / 10);
  return { value: hours(value), unit: t("hour"), delta: hours(delta) };
}

function update(tile, kpi) {
  const { label, spark: line, href, definition, at } = kpi;
  const { value, unit, delta } = readable(kpi);
  tile.href = href || "/desk/";
  tile.title = definition ?? "";
  tile.dataset.stale = value == null;
  tile.replaceChildren(
    h("span", { class: "kpi-label" }, label),
    h("span", { class: "kpi-value" }, h("b", {}, number(value)), h("i", {}, unit)),
    h("span", { class: "kpi-delta" }, ...change(delta)),
    cursor(spark(line, { width: 84, height: 34 }), at),
  );
}

// In a replay: where on the line of the day we are.
function cursor(chart, at) {
  if (at != null) chart.append(svg("line", { class: "spark-now", x1: 84 * at, x2: 84 * at, y1: 0, y2: 34 }));
  return chart;
}

// Whether more is better depends on the figure: an arrow tells the direction, no colour judges it.
function change(delta) {
  if (delta === undefined) return ["\u00a0"];
  if (delta == null) return [t("no_yesterday")];
  const mark = delta > 0 ? "↑" : delta < 0 ? "↓" : "";
  return [t("than_yesterday"), " ", h("b", {}, delta === 0 ? t("same") : `${mark} ${number(Math.abs(delta))}`)];
}
