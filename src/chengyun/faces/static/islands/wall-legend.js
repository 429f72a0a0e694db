// What the marks on the map mean, and how many sensors are in which state.

import { h } from "chengyun/dom";
import { mark } from "chengyun/map-marks";
import { shadeLegend } from "chengyun/map-shade";
import { tones } from "chengyun/map-style";
import { number, t } from "chengyun/words";

const root = () => document.getElementById("wall-legend");

const shape = (severity, tone) => {
  const canvas = mark(severity, tone[`sev-${severity}`], 2);
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
};

export function drawLegend(area) {
  const tone = tones();
  root().replaceChildren(
    ...[1, 2, 3, 4].map((n) =>
      h("a", { href: `/desk/?area=${area}&severity=${n}&open=1`, dataset: { sev: n } }, shape(n, tone), t(`severity_${n}`), h("b", {}))),
    h("span", { class: "legend-rule" }),
    ...["normal", "in_alarm", "silent"].map((key) => h("span", { class: `legend-${key}` }, h("i"), t(key), h("b", {}))),
    h("span", { class: "legend-rule" }),
    h("button", { type: "button", class: "legend-shade", hidden: true }),
  );
}

/** How strongly the areas are washed, and by what; a click asks for the other. */
export function showShade(by, top, next) {
  const scale = root().querySelector(".legend-shade");
  if (scale && top != null) shadeLegend(scale, by, top, next);
}

/** Numbers: open cases by severity, sensors by state. */
export function countLegend(cases, tally) {
  const figures = root().querySelectorAll("b");
  if (!figures.length) return;
  [1, 2, 3, 4].forEach((n, i) => (figures[i].textContent = number(cases.filter((c) => c.severity === n).length)));
  if (tally) [tally.normal, tally.alarm, tally.silent].forEach((n, i) => (figures[4 + i].textContent = number(n)));
}
