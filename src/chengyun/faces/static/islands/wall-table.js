// Where no map can be drawn: the same areas as a table, with the same way down.

import { h } from "chengyun/dom";
import { number, t } from "chengyun/words";

export class AreaTable extends EventTarget {
  constructor(container) {
    super();
    this.body = h("tbody");
    const heads = ["area", "open", "overdue_head"].map((key, i) => h("th", { class: i ? "num" : null }, t(key)));
    container.classList.add("wall-map-table");
    container.replaceChildren(
      h("div", {}, h("p", { class: "muted" }, t("no_map")),
        h("table", { class: "table" }, h("thead", {}, h("tr", {}, ...heads)), this.body)),
    );
  }

  setAreas(rows) {
    this.body.replaceChildren(...[...rows].sort((a, b) => b.open - a.open).map((row) => this.#row(row)));
  }

  #row({ code, name, open, overdue }) {
    const go = (event) => (event.preventDefault(), this.dispatchEvent(new CustomEvent("area", { detail: { code } })));
    return h("tr", {}, h("td", {}, h("a", { href: `?area=${code}`, onclick: go }, name)),
      h("td", { class: "num" }, number(open)), h("td", { class: "num" }, number(overdue)));
  }

  async showArea() {}
  setCases() {}
  bringForward() {}
  stand() {}
  setPoints() {}
  setFrame() {}
  live() {}
  choose() {}
  hover() {}
  home() {}
  tally() {}
}
