// Today's list on the phone: how far, in which order to go, and what of it waits to be sent.

import { items, onChange } from "./field-outbox.js";
import { metres, where } from "./field-place.js";
import { length, route } from "./field-route.js";
import { config, t } from "chengyun/words";

const near = document.querySelector("#near");
const groups = document.querySelector("[data-groups]");
const path = document.querySelector("[data-route]");
const stops = () => [...document.querySelectorAll("[data-groups] [data-stop]")];
const placeOf = (stop) => ({ lon: Number(stop.dataset.lon), lat: Number(stop.dataset.lat), stop });

const far = (m) => (m < 1000 ? t("metres", { n: Math.round(m / 10) * 10 }) : t("kilometres", { n: (m / 1000).toFixed(1) }));

function tellDistances(here) {
  for (const stop of document.querySelectorAll("[data-stop][data-lon]")) {
    const line = stop.querySelector("[data-metres]");
    line.hidden = false;
    line.textContent = far(metres(here, placeOf(stop)));
  }
}

async function locate() {
  const said = near.querySelector("[data-near-said]");
  said.textContent = t("asking_place");
  try {
    const { longitude: lon, latitude: lat } = await where({ age: 60_000 });
    tellDistances({ lon, lat });
    return { lon, lat };
  } catch {
    said.textContent = t("no_place");
    return null;
  }
}

async function order(event) {
  const button = event.currentTarget;
  if (button.getAttribute("aria-pressed") === "true") return byDue(button);
  const here = await locate();
  if (!here) return;
  const placed = stops().filter((stop) => stop.dataset.lon).map(placeOf);
  const way = route(here, placed);
  const rest = stops().filter((stop) => !stop.dataset.lon);
  // Copies, so that the groups stand as they were when the route is put away.
  path.replaceChildren(...[...way.map(({ stop }) => stop), ...rest].map((stop) => stop.cloneNode(true)));
  show(button, true);
  const km = (length(here, way) / 1000).toFixed(1);
  near.querySelector("[data-near-said]").textContent = t("route_of", { n: way.length, km });
}

function byDue(button) {
  show(button, false);
  near.querySelector("[data-near-said]").textContent = t("by_due");
}

function show(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("span").textContent = on ? t("by_due") : (button.dataset.label ??= button.textContent.trim());
  path.hidden = !on;
  groups.hidden = on;
}

// What the list does not show yet: all that waits, and what was sent after the list was made.
const subject = ({ number, visit, project }) => visit ?? project ?? number;
const news = (row) => subject(row) && (row.state !== "done" || row.sent_at > Date.parse(config.at));

async function tellPending() {
  const rows = (await items(config.user)).filter(news);
  for (const stop of document.querySelectorAll("[data-stop], [data-visit]")) {
    const row = rows.findLast((one) => subject(one) === (stop.dataset.visit ?? stop.dataset.stop));
    const chip = stop.querySelector("[data-pending]");
    chip.hidden = !row;
    chip.dataset.state = row?.state ?? "";
    chip.textContent = row ? `${t(`state_${row.state}`)} · ${row.title}` : "";
  }
}

if (near) {
  near.hidden = false;
  const button = near.querySelector("[data-order]");
  button.hidden = stops().filter((stop) => stop.dataset.lon).length < 2 || !navigator.geolocation;
  button.dataset.label = button.textContent.trim();
  button.addEventListener("click", order);
  // Where it was allowed before, distances stand there without being asked for.
  navigator.permissions?.query({ name: "geolocation" }).then(({ state }) => state === "granted" && quietly(), () => null);
}

async function quietly() {
  const here = await where({ age: 300_000, fine: false, patience: 5_000 }).catch(() => null);
  if (here) tellDistances({ lon: here.longitude, lat: here.latitude });
}

if (config.user) {
  tellPending();
  onChange(tellPending);
}
