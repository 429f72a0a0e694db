// The page of the patrol: begin, end, how long, how far.

import { begin, CHANGED, end, resting, walk } from "./field-track.js";
import { items, onChange } from "./field-outbox.js";
import { h } from "chengyun/dom";
import { config, hourMinute, t } from "chengyun/words";

const box = document.querySelector("#walk");
const button = box.querySelector("[data-walk]");
const hint = box.querySelector("[data-walk-hint]");
const said = hint.textContent;
const pad = (n) => String(n).padStart(2, "0");

async function show() {
  const now = await walk();
  const on = now?.user === config.user;
  box.dataset.on = String(on);
  box.querySelector("[data-walk-state]").textContent = t(on ? "patrol_on" : "patrol_off");
  button.textContent = t(on ? "stop" : "start");
  button.classList.toggle("btn-primary", !on);
  const minutes = on ? Math.floor((Date.now() - Date.parse(now.started_at)) / 60_000) : 0;
  box.querySelector("[data-walk-time]").textContent = `${Math.floor(minutes / 60)}:${pad(minutes % 60)}`;
  const way = on ? now.metres : 0;
  box.querySelector("[data-walk-way]").textContent = way < 1000 ? t("metres", { n: Math.round(way) }) : t("kilometres", { n: (way / 1000).toFixed(2) });
  hint.textContent = on && resting() ? t("resting") : said;
  const dot = document.querySelector("[data-patrol-dot]");
  if (dot) dot.hidden = !on;
}

// A patrol that the list does not show yet: it waits on the phone, or came after the page.
async function unlisted() {
  const known = new Map();
  for (const { item, fields, state } of await items(config.user))
    if (item === "patrol" && fields.ended_at) known.set(fields.patrol, { state, at: Date.parse(fields.started_at) });
  const list = document.querySelector("[data-mine]");
  list.querySelectorAll(".unlisted").forEach((line) => line.remove());
  const fresh = [...known].filter(([key]) => !list.querySelector(`a[href*="${key}"]`));
  list.querySelector(".empty")?.toggleAttribute("hidden", fresh.length > 0);
  list.querySelector("h2").after(...fresh.map(([key, { state, at }]) => line(key, state, at)));
}

const line = (key, state, at) =>
  h("a", { class: "pending-line unlisted", href: state === "done" ? `/field/patrol/${key}/` : "/field/outbox/", dataset: { state } },
    h("b", {}, t(`state_${state}`)), h("span", {}, `${t("kind_patrol")} · ${hourMinute(at)}`));

button.addEventListener("click", async () => {
  if (!navigator.geolocation) return void (hint.textContent = t("no_geo"));
  button.disabled = true;
  const now = await walk();
  await (now?.user === config.user ? end() : begin(config.user));
  button.disabled = false;
});
document.addEventListener(CHANGED, show);
onChange(unlisted);
setInterval(show, 10_000);
show();
unlisted();
