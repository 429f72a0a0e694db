// The page of a case, a visit or a project: what of it waits to be sent, and what may be done once that is.

import { items, onChange } from "./field-outbox.js";
import { h } from "chengyun/dom";
import { config, hourMinute, t } from "chengyun/words";

const article = document.querySelector("[data-case]");
const list = document.querySelector("[data-pending-list]");

async function show() {
  const mine = (await items(config.user)).filter(({ number, visit, project }) => (visit ?? project ?? number) === article.dataset.case);
  const rows = mine.filter(({ state }) => state !== "done");
  list.hidden = rows.length === 0;
  list.replaceChildren(...rows.map(line));
  const waiting = new Set(rows.filter(({ item }) => item === "act").map(({ fields }) => fields.action));
  for (const part of article.querySelectorAll("[data-of]")) part.hidden = waiting.has(part.dataset.of);
  for (const then of article.querySelectorAll("[data-after]")) then.hidden = !waiting.has(then.dataset.after);
}

const line = (row) =>
  h("a", { class: "pending-line", href: "/field/outbox/", dataset: { state: row.state } },
    h("b", {}, t(`state_${row.state}`)), h("span", {}, `${row.title} · ${hourMinute(row.queued_at)}`));

if (config.user) {
  show();
  onChange(show);
}
