// <cy-gantt>: a chart whose rows are walked with the arrow keys; the details follow.

/** Rows of `list` as one list: click and keys choose, `say(key, row)` hears of it. */
export function rowsOf(list, say) {
  const rows = () => [...list.querySelectorAll(".gantt-row[data-key]")];
  const at = () => rows().findIndex((row) => row.getAttribute("aria-selected") === "true");
  const choose = (row, quiet = false) => {
    for (const one of rows()) one.setAttribute("aria-selected", String(one === row));
    if (!row) return list.removeAttribute("aria-activedescendant");
    list.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
    if (!quiet) say(row.dataset.key, row);
  };
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };
  list.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (event.key === "Enter") rows()[at()]?.querySelector("a")?.click();
    if (step === undefined) return;
    event.preventDefault();
    const all = rows();
    const next = Math.min(all.length - 1, Math.max(0, (at() < 0 && step > 0 ? -1 : at()) + step));
    choose(all[next]);
  });
  list.addEventListener("click", ({ target }) => {
    const row = target.closest(".gantt-row[data-key]");
    if (row && !target.closest("a")) choose(row);
  });
  return { choose: (key, quiet) => choose(rows().find((row) => row.dataset.key === key) ?? null, quiet) };
}

export function printButtons(root) {
  for (const button of root.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
}

class Gantt extends HTMLElement {
  connectedCallback() {
    const list = this.querySelector(".gantt-rows");
    const rows = rowsOf(list, (key) => this.tell(key));
    const shown = this.querySelector("[data-detail]:not([hidden])");
    if (shown) rows.choose(shown.dataset.detail, true);
    this.addEventListener("click", (event) => {
      const go = event.target.closest("[data-go]");
      if (!go) return;
      event.preventDefault();
      rows.choose(go.dataset.go);
    });
    printButtons(document);
  }

  tell(key) {
    for (const detail of this.querySelectorAll("[data-detail]")) detail.hidden = detail.dataset.detail !== key;
  }
}

customElements.define("cy-gantt", Gantt);
