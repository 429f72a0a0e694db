// What the pack of the scene says of itself: its panels, from GET /api/v1/wall/panels.

import { get } from "chengyun/api";
import { h } from "chengyun/dom";
import { number, t } from "chengyun/words";

const root = () => document.getElementById("wall-pack");
let asked = 0;

/** Show the panels of a scene; without one, none. The last that was asked for counts. */
export async function showPack(scene) {
  const mine = (asked += 1);
  if (!scene) return draw([]);
  try {
    const { panels } = await get("/api/v1/wall/panels", { scene });
    if (mine === asked) draw(panels);
  } catch {
    if (mine === asked) draw([]);
  }
}

const draw = (panels) => drawPanels(root(), panels);

/** Draw panels into an element, which is hidden without any. */
export function drawPanels(into, panels) {
  into.hidden = panels.length === 0;
  into.replaceChildren(...panels.map(panel));
}

const panel = ({ title, failed, blocks }) =>
  h("article", {}, h("h2", {}, title), ...(failed ? [h("p", { class: "quiet" }, t("panel_failed"))] : blocks.filter(filled).map(block)));

// A panel of several parts says what each of them is; a part with nothing in it takes no room.
const filled = ({ items }) => !items || items.length > 0;
const block = (told, _i, all) =>
  told.title && all.length > 1 ? h("section", {}, h("h3", {}, told.title), DRAWN[told.kind](told)) : DRAWN[told.kind](told);
const shown = (value) => (value == null ? "—" : typeof value === "number" ? number(Math.round(value * 10) / 10) : value);

const DRAWN = {
  figures: ({ items }) => h("dl", { class: "pack-figures" }, ...items.map(({ label, value, unit, lamp }) =>
    h("div", { "data-lamp": lamp }, h("dt", {}, label), h("dd", {}, h("b", {}, shown(value)), unit ? h("i", {}, unit) : "")))),
  bars: ({ items, unit }) => {
    const most = Math.max(...items.map(({ value }) => value), 0) || 1;
    return h("ul", { class: "pack-bars" }, ...items.map(({ label, value, lamp }) =>
      h("li", { "data-lamp": lamp }, h("span", {}, label), h("progress", { max: most, value: Math.max(0, value) }), h("b", {}, `${shown(value)}${unit ? ` ${unit}` : ""}`))));
  },
  text: ({ text, lamp }) => h("p", { class: "quiet", "data-lamp": lamp }, text),
};
