// Reporting in under ten seconds: photo, place, kind, send. Works without a network.

import * as db from "./field-db.js";
import { fieldsOf, keep, say } from "./field-forms.js";
import { shots } from "./field-photo.js";
import { where } from "./field-place.js";
import { config, t } from "chengyun/words";

/** @type {any} */
const form = document.querySelector("#report");
const position = form.querySelector("#position");
const said = position.querySelector("[data-said]");
const kinds = form.querySelector("[data-kinds]");
const more = form.querySelector("[data-more]");
const FIRST = 6;
const ASK_MS = 500;
let sure = Infinity; // metres; a place that a person chose is sure to 0

// -- the place

function mark(lon, lat, text, how) {
  sure = how;
  form.elements.lon.value = Number(lon).toFixed(6);
  form.elements.lat.value = Number(lat).toFixed(6);
  said.textContent = text;
  position.classList.add("found");
  map?.jumpTo({ center: [Number(lon), Number(lat)] });
}

async function locate() {
  said.textContent = t("asking_place");
  try {
    const { longitude, latitude, accuracy } = await where();
    mark(longitude, latitude, t("place_found", { m: Math.round(accuracy) }), accuracy);
  } catch {
    if (sure === Infinity) said.textContent = t("no_place");
  }
}

let map = null;

async function adjust(event) {
  const box = position.querySelector("[data-map]");
  box.hidden = !box.hidden;
  event.currentTarget.setAttribute("aria-expanded", String(!box.hidden));
  if (box.hidden || map) return;
  const { baseMap } = await import("./field-basemap.js");
  const at = form.elements.lon.value ? [Number(form.elements.lon.value), Number(form.elements.lat.value)] : null;
  try {
    map = await baseMap(box, { center: at, zoom: 17 });
    box.classList.add("drawn");
    map.on("moveend", ({ originalEvent }) => originalEvent && moved());
  } catch {
    said.textContent = t("map_failed");
  }
}

function moved() {
  const { lng, lat } = map.getCenter();
  sure = 0;
  form.elements.lon.value = lng.toFixed(6);
  form.elements.lat.value = lat.toFixed(6);
  said.textContent = t("place_map");
  position.classList.add("found");
}

// -- the kind: the recent ones first, without a network too

const label = (key) => kinds.querySelector(`input[value="${CSS.escape(key)}"]`)?.closest("label");

async function sortKinds() {
  const recent = (await db.meta("kinds").catch(() => null)) ?? [];
  kinds.prepend(...recent.map(label).filter(Boolean));
  const rest = [...kinds.querySelectorAll(":scope > *")].slice(FIRST);
  more.hidden = rest.length === 0;
  for (const one of rest) one.hidden = !one.querySelector("input").checked;
}

const showAll = () => {
  for (const one of kinds.querySelectorAll(":scope > *")) one.hidden = false;
  more.hidden = true;
};

async function remember(key) {
  const recent = (await db.meta("kinds")) ?? [];
  await db.setMeta("kinds", [key, ...recent.filter((other) => other !== key)].slice(0, FIRST));
}

let timer = null;

function suggestSoon() {
  clearTimeout(timer);
  timer = setTimeout(suggest, ASK_MS);
}

async function suggest() {
  const text = form.elements.text.value.trim();
  if (text.length < 2 || kinds.querySelector("input:checked")?.dataset.by === "hand") return;
  const body = new FormData(form);
  body.delete("files");
  const answer = await fetch(form.dataset.suggest, { method: "POST", body }).then((r) => (r.ok ? r.json() : null), () => null);
  const found = answer?.kind && label(answer.kind);
  if (!found) return;
  found.hidden = false;
  kinds.prepend(found);
  found.querySelector("input").checked = true;
  for (const other of kinds.querySelectorAll(".suggested")) other.classList.remove("suggested");
  found.classList.add("suggested");
  found.dataset.word = t("suggested");
}

// -- a component whose code was read: #c=CODE&kind=…&lon=…&lat=…

function about() {
  const told = new URLSearchParams(location.hash.slice(1));
  if (!told.get("c")) return;
  form.elements.component.value = told.get("c");
  const line = form.querySelector("[data-component]");
  line.hidden = false;
  line.querySelector("b").textContent = told.get("c");
  const kind = label(told.get("kind") ?? "");
  if (kind) (kinds.prepend(kind), (kind.querySelector("input").checked = true));
  if (told.get("lon")) mark(told.get("lon"), told.get("lat"), t("place_component"), 0);
}

// -- sending

function missing(photos) {
  if (!form.elements.lon.value) return t("need_place");
  if (!kinds.querySelector("input:checked")) return t("need_kind");
  return photos.length || form.elements.text.value.trim() ? "" : t("need_photo_or_words");
}

async function submit(event) {
  event.preventDefault();
  const photos = shots(form.querySelector("[data-album]"));
  const problem = missing(photos);
  if (problem) return say(form, problem);
  const kind = kinds.querySelector("input:checked");
  await remember(kind.value).catch(() => null);
  const about = kind.closest("label").textContent.trim();
  await keep(form, { item: "report", title: form.dataset.title, about, files: photos, fields: fieldsOf(form) }, "/field/");
}

form.addEventListener("submit", submit);
form.addEventListener("change", ({ target }) => target.name === "kind" && (target.dataset.by = "hand"));
form.elements.text.addEventListener("input", suggestSoon);
form.addEventListener("field:photos", ({ detail: { place } }) => {
  if (place && sure > 60) mark(place.lon, place.lat, t("place_photo"), 60);
});
more.addEventListener("click", showAll);
position.querySelector("[data-position]").addEventListener("click", locate);
position.querySelector("[data-adjust]").addEventListener("click", adjust);
await sortKinds();
about();
if (!form.elements.component.value && config.user) locate();
