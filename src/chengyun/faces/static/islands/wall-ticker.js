// The latest events, newest first: the proof that the district lives.

import { h, keyed } from "chengyun/dom";
import { clock, has, t } from "chengyun/words";

const KEPT = 12;
let events = [];

const key = ({ at, action, item }) => `${item.number}/${action}/${at}`;
const root = () => document.getElementById("wall-ticker");

/** Before anything arrives: the cases opened last. */
export function seedTicker(cases) {
  const opened = [...cases].sort((a, b) => b.opened_at.localeCompare(a.opened_at));
  if (!events.some(({ live }) => live)) {
    events = opened.slice(0, KEPT).map((item) => ({ at: Date.parse(item.opened_at), action: "report", item }));
  }
  render();
}

export function addToTicker(action, item, at) {
  events = [{ at, action, item, live: true }, ...events].slice(0, KEPT);
  render();
}

export function clearTicker() {
  events = [];
}

function render() {
  if (!events.length) return root().replaceChildren(h("li", { class: "quiet" }, t("quiet_ticker")));
  root().querySelector(".quiet")?.remove();
  keyed(root(), events, key, () => h("li"), update);
}

function update(li, { at, action, item }, isNew) {
  if (!isNew) return;
  const word = has(`action_${action}`) ? t(`action_${action}`) : item.stage_label;
  li.dataset.sev = item.severity;
  li.append(
    h("time", {}, clock(at)),
    h("a", { href: `/desk/cases/${encodeURIComponent(item.number)}/` }, item.title),
    h("span", {}, word),
  );
}
