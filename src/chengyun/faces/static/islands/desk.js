// The desk's hands: keys, the command bar, and the live stream that announces without moving.

import { Stream } from "chengyun/stream";

const $ = (selector) => document.querySelector(selector);
const rows = () => [...document.querySelectorAll("#queue .row")];
const typing = ({ target }) => target.closest?.("input, textarea, select, [contenteditable]");

// -- the queue

let at = null; // number of the row under the keys

function mark(row, focus = true) {
  for (const other of rows()) other.classList.toggle("at", other === row);
  at = row?.dataset.case ?? null;
  if (row && focus) row.querySelector("a").focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  const to = all.findIndex((row) => row.dataset.case === at) + step;
  if (all[to]) return mark(all[to]);
  if (to < 0 ? turn("prev") : turn("next")) return;
  if (all.length) mark(to < 0 ? all[0] : all.at(-1));
}

// Beyond the last row the next page begins, before the first the one before it ends.
let turning = null;
function turn(where) {
  const link = $(`#queue .pager [rel=${where}]`);
  if (link) turning = where;
  link?.click();
  return Boolean(link);
}

function turned() {
  if (turning) mark(turning === "next" ? rows()[0] : rows().at(-1));
  turning = null;
}

function pick() {
  const box = rows().find((row) => row.dataset.case === at)?.querySelector(".pick");
  box?.click();
  return Boolean(box);
}

const opened = () => $("#case [data-case]")?.dataset.case ?? null;

function showOpened() {
  document.body.classList.toggle("has-case", Boolean(opened()));
  for (const row of rows()) row.classList.toggle("open", row.dataset.case === opened());
  if (opened()) at = opened();
}

// -- keys

const press = (selector) => {
  const target = $(selector);
  target?.click();
  return Boolean(target);
};

// After a `g`, the next letter names a page of the menu.
let going = -Infinity;
const GO_MS = 1500;

function go(name) {
  const meant = performance.now() - going < GO_MS;
  going = -Infinity;
  return meant && /^[a-z]$/.test(name) && press(`[data-go="${name}"]`);
}

const KEYS = {
  "/": () => ($("#command").focus(), $("#command").select(), true),
  "?": () => ($("#help").showModal(), true),
  j: () => (move(1), true),
  k: () => (move(-1), true),
  x: () => pick(),
  n: () => $("#news")?.hidden === false && press("#news"),
  g: () => ((going = performance.now()), true),
};

function key(event) {
  if (event.key === "Escape") return escape(event);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return event.target.form?.requestSubmit();
  if (typing(event) || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const done = go(name) || (KEYS[name]?.() ?? (/^[a-z]$/.test(name) && press(`#case [data-key="${name}"]`)));
  if (done) event.preventDefault();
}

function escape({ target }) {
  $(".me[open]")?.removeAttribute("open");
  if (target.id === "command") return closeCommands();
  if (press("[data-cancel]")) return;
  target.blur?.();
}

addEventListener("keydown", key);
$("[data-help]")?.addEventListener("click", () => $("#help").showModal());

// -- the command bar

const command = $("#command");
const list = $("#commands");
const found = () => [...list.querySelectorAll("li:not([hidden]) > a")];

function filterCommands() {
  const word = command.value.trim().toLowerCase();
  const search = list.querySelector("[data-search]");
  search.href = `${command.form.action}?q=${encodeURIComponent(command.value.trim())}`;
  search.querySelector("b").textContent = command.value.trim();
  for (const item of list.querySelectorAll(":scope > li:not(.found-all)")) item.hidden = !fits(item.firstElementChild, search, word);
  if (!word) $("#found").replaceChildren();
  list.hidden = false;
}

const fits = (link, search, word) =>
  link === search ? word !== "" : !word || link.textContent.toLowerCase().includes(word);

function closeCommands() {
  list.hidden = true;
  command.blur();
}

function walkCommands(event) {
  if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const links = found();
  const next = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  (links[next] ?? command).focus();
}

// Enter goes to what was understood, or else searches.
function submitCommand(event) {
  const meant = list.querySelector("[data-enter]");
  if (!meant) return;
  event.preventDefault();
  location.assign(meant.href);
}

command?.form.addEventListener("submit", submitCommand);
command?.addEventListener("focus", filterCommands);
command?.addEventListener("input", filterCommands);
command?.form.addEventListener("keydown", walkCommands);
command?.form.addEventListener("focusout", ({ relatedTarget }) => {
  if (!command.form.contains(relatedTarget)) list.hidden = true;
});

// -- htmx

document.body.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id === "queue" || target.closest?.("#queue")) keepAddress();
  if (target.id === "queue") turned();
  if (target.id === "queue" && filtersOpen) $(".filters details").open = true;
  if (target.id === "case") target.scrollTop = 0;
  showOpened();
});

// The filter panel stays as the officer left it when the queue is fetched anew.
let filtersOpen = false;
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "queue") filtersOpen = $(".filters details").open;
});

// The queue's filters belong to the address, whatever is open beside it.
function keepAddress() {
  const here = $("#queue")?.dataset.here;
  if (here != null) history.replaceState(history.state, "", `${location.pathname}?${here}`);
}

// -- live

const fresh = new Set();
const shown = (number) => document.getElementById(`row-${number}`);

function announce({ action, case: item }) {
  if (item.number === opened()) noticeChange(item);
  if (shown(item.number)) return refreshRow(item.number);
  if (["open", "file", "dispatch", "handle", "reopen", "return", "withdraw"].includes(action)) fresh.add(item.number);
  const news = $("#news");
  if (!news || !fresh.size) return;
  news.hidden = false;
  news.textContent = (fresh.size === 1 ? news.dataset.one : news.dataset.many).replace("{n}", fresh.size);
}

// What we did ourselves comes back too; only a newer version is news.
function noticeChange({ version }) {
  const article = $("#case [data-version]");
  if (version != null && article && version <= Number(article.dataset.version)) return;
  $("#changed")?.removeAttribute("hidden");
}

function refreshRow(number) {
  const { here } = $("#queue").dataset;
  htmx.ajax("GET", `/desk/cases/${encodeURIComponent(number)}/row/?${here}`, { target: `#row-${number}`, swap: "outerHTML" })
    .catch(() => null);
}

document.addEventListener("click", ({ target }) => {
  if (target.closest?.("#news")) fresh.clear();
});

function listen() {
  const state = $("#link-state");
  const stream = new Stream();
  stream.addEventListener("case", ({ detail }) => announce(detail));
  stream.addEventListener("resync", () => htmx.trigger("#queue", "refresh"));
  stream.addEventListener("state", ({ detail }) => {
    state.dataset.state = detail.state;
    state.textContent = detail.state === "connected" ? state.dataset.live : detail.state === "reconnecting" ? state.dataset.lost : "";
  });
  stream.open(["cases"]);
}

showOpened();
if ($("#queue")) listen();
