// Open cases: the gravest first, then the newest; what nobody takes grows warmer with age.

import { h, keyed } from "chengyun/dom";
import { age, number, shortName, t, titleOf } from "chengyun/words";

// Seconds after which an untaken case warms by one step, by severity.
const WARMING = { 1: [60, 180, 300], 2: [300, 900, 1800], 3: [900, 1800, 3600], 4: [1800, 3600, 7200] };
const UNTAKEN = new Set(["reported", "verification", "filed", "dispatched"]);
const FRESH_MS = 90_000;

const opened = (item) => Date.parse(item.opened_at);
const root = () => document.getElementById("wall-feed");

/** Severity, then time: as the server orders them. */
export const order = (cases) => [...cases].sort((a, b) => a.severity - b.severity || opened(b) - opened(a));

export const isFresh = (item, now) => item.severity <= 2 && now - opened(item) < FRESH_MS;

export function showFeed(cases, now, { total, chosen, pick, hover }) {
  const all = document.getElementById("wall-feed-all");
  all.hidden = !total;
  all.textContent = total ? t("open_n", { n: number(total) }) : "";
  if (!cases.length) return root().replaceChildren(h("li", { class: "quiet" }, t("quiet_feed")));
  root().querySelector(".quiet")?.remove();
  const create = (item) => h("li", {}, h("a", { class: "item" }));
  keyed(root(), order(cases), ({ number: n }) => n, create, (li, item) => update(li, item, now, { chosen, pick, hover }));
}

function update(li, item, now, { chosen, pick, hover }) {
  const link = li.firstChild;
  link.href = `/desk/cases/${encodeURIComponent(item.number)}/`;
  link.onclick = (event) => plain(event) && (event.preventDefault(), pick(item));
  link.onmouseenter = () => hover(item);
  Object.assign(li.dataset, { sev: item.severity, case: item.number, heat: heat(item, now), fresh: isFresh(item, now), chosen: item.number === chosen });
  link.replaceChildren(
    h("span", { class: "item-sev" }, t(`severity_${item.severity}`)),
    h("span", { class: "item-title" }, titleOf(item)),
    h("time", { class: "item-age", datetime: item.opened_at }, age((now - opened(item)) / 1000)),
    h("span", { class: "item-place" }, [shortName(item.street?.name), item.unit?.name ?? t("no_unit")].filter(Boolean).join(" · ")),
    h("span", { class: "item-due", dataset: { late: item.overdue } }, item.stage_label, due(item, now)),
  );
}

const plain = (event) => !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;

function heat(item, now) {
  if (item.overdue) return 3;
  if (!UNTAKEN.has(item.stage)) return 0;
  const waited = (now - opened(item)) / 1000;
  return WARMING[item.severity].filter((limit) => waited > limit).length;
}

function due(item, now) {
  if (!item.due_at) return "";
  const seconds = (Date.parse(item.due_at) - now) / 1000;
  const words = seconds < 0 || item.overdue ? "overdue" : "left";
  return h("em", {}, t(words, { age: age(Math.abs(seconds)) }));
}
