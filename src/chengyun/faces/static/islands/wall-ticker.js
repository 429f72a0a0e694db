// The latest events, newest first: the proof that the district lives.

import { h, keyed } from "chengyun/dom";
import { clock, has, t, titleOf } from "chengyun/words";

const KEPT = 12;
let events = [];

const key = ({ at, action, item }) => `${item.number}/${action}/${at}`;
const root = () => document.getElementById("wall-ticker");

/** Before much has arrived: the cases opened last stand behind what was heard. */
export function seedTicker(cases) {
  const heard = events.filter(({ live }) => live);
  const known = new Set(heard.map(({ item }) => item.number));
  const opened = cases.filter(({ number }) => !known.has(number)).map(asOpened);
  events = [...heard, ...opened.sort((a, b) => b.at - a.at)].slice(0, KEPT);
  render();
}

const asOpened = (item) => ({ at: Date.parse(item.opened_at), action: "open", item });

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
    h("a", { href: `/desk/cases/${encodeURIComponent(item.number)}/` }, titleOf(item)),
    h("span", {}, word),
  );
}
