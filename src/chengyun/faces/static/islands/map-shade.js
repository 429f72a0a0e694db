// Areas shaded by a number: five steps of one quiet hue. What the steps are, the legend says.

import { h } from "chengyun/dom";
import { number, t } from "chengyun/words";

export const STEPS = 5;
/** How strong the hue lies on an area of each step; none has nothing. */
export const WASH = [0.02, 0.08, 0.15, 0.23, 0.32, 0.42];
export const BY = ["open", "overdue"];

const share = ({ open, overdue }) => (open ? overdue / open : 0);

/** {levels: Map(code -> 0..STEPS), top} of rows {code, open, overdue}; `by` is one of BY. */
export function shades(rows, by) {
  if (by === "overdue") return { levels: levels(rows, (row) => share(row)), top: 1 };
  const most = Math.max(STEPS, ...rows.map(({ open }) => open));
  return { levels: levels(rows, ({ open }) => open / most), top: most };
}

const levels = (rows, part) => new Map(rows.map((row) => [row.code, Math.ceil(part(row) * STEPS)]));

/** Into `root`: what is shaded, the steps, the top; a click asks for the other. */
export function shadeLegend(root, by, top, next) {
  const said = by === "overdue" ? "100 %" : number(top);
  root.hidden = false;
  root.onclick = next;
  root.title = t("shade_key");
  root.replaceChildren(
    t(`shade_${by}`), h("small", {}, "0"),
    h("span", { class: "shade", "aria-hidden": "true" }, ...WASH.slice(1).map((wash) => h("i", { vars: { wash } }))),
    h("small", {}, said),
  );
}
