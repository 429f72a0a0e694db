// The latest events, newest first: the proof that the district lives.

import { coalesce, h, keyed } from "chengyun/dom";
import { clock, has, t, titleOf } from "chengyun/words";

const KEPT = 12;
const PACE_MS = 1_500; // what comes in a burst moves the line once
let events = [];

const key = ({ at, action, item }) => `${item.number}/${action}/${at}`;
const root = () => document.getElementById("wall-ticker");

/** Before much has arrived: today's last steps of the ledger stand behind what was heard. */
export function seedTicker(latest) {
  const heard = events.filter(({ live }) => live);
  const known = new Set(heard.map(step));
  const told = latest.map(({ at, action, case: item }) => ({ at: Date.parse(at), action, item }));
  events = [...heard, ...told.filter((event) => !known.has(step(event)))].slice(0, KEPT);
  render();
}

const step = ({ action, item }) => `${item.number}/${action}`;

export function addToTicker(action, item, at) {
  events = [{ at, action, item, live: true }, ...events].slice(0, KEPT);
  renderSoon();
}

export function clearTicker() {
  events = [];
}

function render() {
  if (!events.length) return root().replaceChildren(h("li", { class: "quiet" }, t("quiet_ticker")));
  root().querySelector(".quiet")?.remove();
  keyed(root(), events, key, () => h("li"), update);
}

const renderSoon = coalesce(async () => render(), PACE_MS);

function update(li, { at, action, item, live = false }, isNew) {
  if (!isNew) return;
  li.dataset.live = String(live);
  const word = has(`action_${action}`) ? t(`action_${action}`) : item.stage_label;
  li.dataset.sev = item.severity;
  li.append(
    h("time", {}, clock(at)),
    h("a", { href: `/desk/cases/${encodeURIComponent(item.number)}/` }, titleOf(item)),
    h("span", {}, word),
  );
}
