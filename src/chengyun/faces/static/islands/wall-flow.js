// How cases flow: where they come from, how far they are, who has them.

import { h, keyed } from "chengyun/dom";
import { number, t } from "chengyun/words";

const UNITS_SHOWN = { "16x9": 8, "32x9": 9, "9x16": 6 };

const link = (area, query) => `/desk/?${new URLSearchParams({ area, ...query })}`;

/** `closed` {value, href} is where all of it ends: the figure of cases closed today. */
export function showFlow(flow, area, canvas, closed) {
  const root = document.getElementById("wall-flow");
  if (!root.firstChild) root.append(...["sources", "stages", "units"].map((name) => h("div", { class: `flow-${name}` })));
  const [sources, stages, units] = root.children;
  showSources(sources, flow.sources, area);
  showStages(stages, flow.stages, area);
  showEnd(stages, closed);
  showUnits(units, flow.units.filter(({ n }) => n).slice(0, UNITS_SHOWN[canvas]), area);
}

function showSources(parent, sources, area) {
  keyed(parent, sources, ({ key }) => key, () => h("a", {}), (element, { key, label, n, href }) => {
    element.href = href ?? link(area, { source: key, opened_today: 1 });
    element.style.flexGrow = Math.max(n, 0.001);
    element.dataset.none = n === 0;
    element.replaceChildren(h("i", {}), h("b", {}, number(n)), h("span", {}, label));
  });
}

function showStages(parent, stages, area) {
  const most = Math.max(1, ...stages.map(({ n }) => n));
  keyed(parent, stages, ({ key }) => key, () => h("a", {}), (element, { key, label, n, href }) => {
    element.href = href ?? link(area, { stage: key });
    element.style.setProperty("--share", (n / most).toFixed(3));
    element.dataset.none = n === 0;
    element.replaceChildren(h("b", {}, number(n)), h("span", {}, label));
  });
}

// The last station is no stock as the others are: how many came through today.
function showEnd(parent, closed) {
  if (!closed) return;
  const end = h("a", { class: "flow-end", href: closed.href, dataset: { key: "end" } }, h("b", {}, number(closed.value)), h("span", {}, t("closed_today")));
  parent.append(end);
}

function showUnits(parent, units, area) {
  if (!units.length) return parent.replaceChildren(h("p", { class: "quiet" }, t("no_open_units")));
  parent.querySelector(".quiet")?.remove();
  const most = Math.max(1, ...units.map(({ n }) => n));
  keyed(parent, units, ({ code }) => code, () => h("a", {}), (element, { code, label, n, overdue, href }) => {
    element.href = href ?? link(area, { unit: code, open: 1 });
    element.style.setProperty("--share", (n / most).toFixed(3));
    element.style.setProperty("--late", n ? (overdue / n).toFixed(3) : 0);
    element.replaceChildren(
      h("span", {}, label),
      h("i", { "aria-hidden": "true" }),
      h("b", {}, number(n)),
      h("em", {}, overdue ? t("overdue_n", { n: number(overdue) }) : ""),
    );
  });
}
