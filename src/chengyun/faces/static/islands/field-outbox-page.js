// The outbox as the officer sees it: each item with its state, and what can be done about it.

import { discard, items, onChange, resolve, restore } from "./field-outbox.js";
import { h, keyed } from "chengyun/dom";
import { config, hourMinute, t } from "chengyun/words";

const box = document.querySelector("#outbox");
const list = h("ol", { class: "outbox" });
const empty = h("div", { class: "empty calm" }, h("p", {}, t("outbox_empty")), h("p", { class: "faint small" }, t("keep_sent")));
box.append(list, empty);

const MARKS = { waiting: "…", sending: "↑", done: "✓", refused: "✕", conflict: "!" };
const ORDER = ["conflict", "refused", "sending", "waiting", "done"];

async function show() {
  const rows = (await items(config.user)).reverse();
  rows.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  empty.hidden = rows.length > 0;
  keyed(list, rows, ({ key }) => key, () => h("li"), fill);
}

function fill(element, row) {
  const stamp = JSON.stringify([row.state, row.tries, row.next_at, row.message, row.fields]);
  if (element.dataset.stamp === stamp) return; // the reader's finger may be on it
  element.dataset.stamp = stamp;
  element.dataset.state = row.state;
  element.replaceChildren(...[head(row), what(row), why(row), ...meanwhile(row), tools(row)].filter(Boolean));
}

const head = (row) =>
  h("p", { class: "card-top" },
    h("span", { class: "mark", "aria-hidden": "true" }, MARKS[row.state]),
    h("b", { class: "item-state" }, t(`state_${row.state}`)),
    h("span", { class: "faint" }, tried(row)),
    h("time", { class: "muted" }, hourMinute(row.queued_at)));

const tried = (row) => {
  if (row.state !== "waiting" || !row.tries) return "";
  const again = row.next_at > Date.now() ? ` · ${t("next_try", { at: hourMinute(row.next_at) })}` : "";
  return t("tries", { n: row.tries }) + again;
};

const what = (row) =>
  h("div", { class: "item-what" }, h("strong", {}, titleOf(row)),
    row.about ? h("span", {}, row.about) : null,
    row.fields.reason || row.fields.text ? h("q", {}, row.fields.reason || row.fields.text) : null,
    row.files.length ? h("span", { class: "muted small" }, t("photos_n", { n: row.files.length })) : null);

function titleOf(row) {
  if (row.item === "patrol") return t("kind_patrol");
  return row.remark ? `${row.title} → ${t("as_remark")}` : row.title;
}

const why = (row) => (["refused", "conflict"].includes(row.state) && row.message ? h("p", { class: "item-why" }, row.message) : null);

function meanwhile(row) {
  if (row.state !== "conflict") return [];
  const steps = (row.steps ?? []).map(({ who, what: did, at }) =>
    h("li", {}, h("b", {}, who || "—"), ` ${did} `, h("time", { class: "muted" }, hourMinute(Date.parse(at)))));
  return [
    steps.length ? h("h3", {}, t("meanwhile")) : null,
    steps.length ? h("ul", { class: "item-steps" }, ...steps) : null,
    row.now?.stage ? h("p", { class: "muted" }, t("stands_now", { stage: row.now.stage })) : null,
  ];
}

function pageOf({ visit, project, number, answer }) {
  if (visit) return `/field/visits/${visit}/`;
  if (project) return `/field/projects/${project}/`;
  const known = answer?.number ?? number;
  return known ? `/field/cases/${known}/` : "";
}

const lookOf = (row) => t(row.visit ? "look_visit" : row.project ? "look_project" : "look");

function tools(row) {
  const button = (name, work, primary) =>
    h("button", { type: "button", class: `btn${primary ? " btn-primary" : ""}`, onclick: work }, t(name));
  const wish = (name) => async () => (await resolve(row.key, name), document.dispatchEvent(new Event("field:added")));
  const look = pageOf(row) ? h("a", { class: "btn", href: pageOf(row) }, lookOf(row)) : null;
  if (row.state === "done") return look && !row.visit ? h("p", { class: "item-tools" }, look) : null;
  if (row.state === "sending") return null;
  const off = button("discard", () => away(row));
  if (row.state === "waiting") return h("p", { class: "item-tools" }, row.tries ? button("again", wish("again"), true) : null, off);
  if (row.state === "refused") return h("p", { class: "item-tools" }, button("again", wish("again"), true), look, off);
  const mayStill = row.now?.actions?.includes(row.fields.action);
  const words = row.now && (row.fields.reason || row.files.length);
  return h("p", { class: "item-tools" }, mayStill ? button("anyway", wish("anyway"), true) : null,
    words ? button("as_remark", wish("remark"), !mayStill) : null, look, off);
}

// Nothing is asked, and everything can be taken back.
async function away(row) {
  const kept = await discard(row.key);
  const note = h("p", { class: "notice undo", role: "status" }, `${t("discarded")} `,
    h("button", { type: "button", class: "btn", onclick: async () => (note.remove(), await restore(kept)) }, t("undo")));
  box.querySelector(".undo")?.remove();
  box.prepend(note);
  note.querySelector("button").focus();
}

show();
onChange(show);
setInterval(show, 5_000);
