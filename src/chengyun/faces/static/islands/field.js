// What every page of the field does: the worker, the band that says how fresh the page is, the
// outbox's count, sending what waits, signing out without a trace.

import * as db from "./field-db.js";
import { discard, drain, items, onChange, OPEN, STUCK } from "./field-outbox.js";
import { follow } from "./field-track.js";
import "./field-forms.js";
import "./field-photo.js";
import { h } from "chengyun/dom";
import { config, hourMinute, t } from "chengyun/words";

const EVERY_MS = 30_000;
const FRESH_MS = 90_000;
const band = document.querySelector("#band");
const user = config.user;

// -- the worker

async function register() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register("/field/worker.js", { scope: "/field/", type: "module" }).catch((error) => console.warn("worker:", error));
  const { active } = await navigator.serviceWorker.ready;
  const today = location.pathname === "/field/" && !location.search;
  if (user && today) active.postMessage({ type: "warm", user, pages: pages() });
}

// The pages that everybody has, once a day; this one, always; and the cases of the day as they change.
const DAILY = ["/field/?all=1", "/field/map/", "/field/report/", "/field/patrol/", "/field/projects/", "/field/outbox/", "/field/area.json"];

function pages() {
  const links = [...document.querySelectorAll('a[data-version][href^="/field/"]')];
  const stamp = [config.version, new Date().toDateString(), document.documentElement.lang].join(" ");
  const cases = new Map(links.map((link) => [link.getAttribute("href"), `${link.dataset.version} ${stamp}`]));
  return [["/field/", ""], ...DAILY.map((path) => [path, stamp]), ...cases];
}

/** Let the worker send; it goes on when this page is left. Without one the page sends itself. */
export async function kick() {
  const controller = navigator.serviceWorker?.controller;
  if (controller) controller.postMessage({ type: "drain" });
  else await drain();
  const registration = await navigator.serviceWorker?.getRegistration("/field/");
  await registration?.sync?.register("outbox").catch(() => null);
}

// -- the band and the count

let reached = null; // null: not asked yet

async function ask() {
  reached = await fetch("/field/me.json", { cache: "no-store", credentials: "same-origin" })
    .then(({ status }) => status === 200 || status === 401, () => false);
  await show();
}

async function show() {
  const rows = user ? await items(user) : [];
  const open = rows.filter(({ state, item }) => OPEN.includes(state) && item !== "patrol").length;
  const stuck = rows.filter(({ state }) => STUCK.includes(state)).length;
  count(open, stuck);
  const said = [freshness(), ...(await notes(open, stuck))].filter(Boolean);
  band.hidden = said.length === 0;
  band.dataset.state = stuck ? "stuck" : reached === false ? "offline" : "note";
  band.replaceChildren(...said);
}

function freshness() {
  const at = Date.parse(config.at);
  const old = Date.now() - at > FRESH_MS;
  if (reached === false) return h("span", {}, t("offline_since", { at: when(at) }));
  if (!old || reached === null) return null;
  return h("span", {}, t("as_of", { at: when(at) }), " ", h("button", { type: "button", class: "btn", onclick: () => location.reload() }, t("reload")));
}

// The hour alone for today, else with the day.
function when(at) {
  const day = (ms) => new Date(ms).toDateString();
  const date = new Intl.DateTimeFormat(document.documentElement.lang, { month: "numeric", day: "numeric" });
  return day(at) === day(Date.now()) ? hourMinute(at) : `${date.format(at)} ${hourMinute(at)}`;
}

async function notes(open, stuck) {
  const link = (text) => h("a", { href: "/field/outbox/" }, text);
  if (open && (await db.meta("signin"))) return [h("a", { href: `/sign-in/?next=${location.pathname}` }, t("sign_in"))];
  return [stuck ? link(t("attention_n", { n: stuck })) : null, open ? link(t("waiting_n", { n: open })) : null];
}

function count(open, stuck) {
  const badge = document.querySelector("[data-count]");
  if (!badge) return;
  badge.hidden = open + stuck === 0;
  badge.textContent = open + stuck;
  badge.classList.toggle("stuck", stuck > 0);
}

// -- signing out

async function leave(event) {
  const form = event.target.closest("[data-sign-out]");
  if (!form) return;
  event.preventDefault();
  const unsent = (await items(user)).filter(({ state }) => state !== "done");
  if (unsent.length) return warn(form, unsent);
  await clear(form);
}

function warn(form, unsent) {
  const box = h("div", { class: "notice bad", role: "alert" },
    h("p", {}, t("not_sent_yet", { n: unsent.length })),
    h("button", { type: "button", class: "btn btn-primary", onclick: () => box.remove() }, t("stay")),
    h("button", { type: "button", class: "btn", onclick: () => lose(form, unsent) }, t("sign_out_anyway")));
  form.querySelector(".notice")?.remove();
  form.append(box);
  box.querySelector("button").focus();
}

async function lose(form, unsent) {
  for (const { key } of unsent) await discard(key);
  await clear(form);
}

async function clear(form) {
  const worker = navigator.serviceWorker?.controller;
  if (worker) await told(worker, { type: "forget" });
  await db.wipe();
  form.submit();
}

const told = (worker, message) =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    setTimeout(done, 3000);
    worker.postMessage(message, [port2]);
  });

document.addEventListener("submit", leave);
onChange(show);
addEventListener("online", () => (ask(), kick()));
addEventListener("offline", () => ((reached = false), show()));
document.addEventListener("visibilitychange", () => document.hidden || (ask(), kick()));
document.addEventListener("field:added", kick);
setInterval(() => document.hidden || (ask(), kick()), EVERY_MS);
if (user) {
  register();
  kick();
  follow(user);
}
ask();
