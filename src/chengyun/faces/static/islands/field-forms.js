// Forms that go through the outbox: what was done is kept on the phone first, then sent.

import { add } from "./field-outbox.js";
import { shots } from "./field-photo.js";
import { where } from "./field-place.js";
import { config, t } from "chengyun/words";

const SKIPPED = new Set(["csrfmiddlewaretoken", "key", "files"]);

/** The fields of a form as texts, without what is the door's and without files. */
export const fieldsOf = (form) =>
  Object.fromEntries([...new FormData(form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === "string"));

/** All that a form says, as texts by name: boxes that are ticked together stay together. */
const answersOf = (form) =>
  JSON.stringify([...new FormData(form)].filter(([name]) => !SKIPPED.has(name))
    .reduce((told, [name, value]) => ({ ...told, [name]: [...(told[name] ?? []), value] }), {}));

/** Put an item into the outbox, and go on to `next`. Says so where the phone is full. */
export async function keep(form, item, next) {
  try {
    await add({ user: config.user, ...item });
  } catch (error) {
    const full = error?.name === "QuotaExceededError";
    say(form, full ? t("storage_full") : String(error?.message ?? error));
    return;
  }
  document.dispatchEvent(new Event("field:added"));
  if (next) location.assign(next);
}

export function say(form, text) {
  const line = form.querySelector("[data-problem]") ?? form.appendChild(problem());
  line.hidden = false;
  line.textContent = text;
  line.scrollIntoView({ block: "nearest" });
}

function problem() {
  const line = document.createElement("p");
  line.className = "error";
  line.dataset.problem = "";
  line.setAttribute("role", "alert");
  return line;
}

async function submit(event) {
  const form = event.target;
  if (!form.dataset.send || event.defaultPrevented) return;
  event.preventDefault();
  const button = form.querySelector("button:not([type=button])");
  if (button.disabled) return;
  const lacking = lackOf(form);
  if (lacking) return say(form, lacking);
  button.disabled = true;
  if ("locate" in form.dataset) await locate(form, button);
  await keep(form, itemOf(form), form.dataset.next ?? "/field/");
  button.disabled = false;
}

// What the centre would refuse is said here, where it can still be answered.
function lackOf(form) {
  const words = form.querySelector("textarea[required]");
  if (words && !words.value.trim()) return t("need_words");
  const open = form.querySelector("input:invalid, select:invalid");
  if (!open) return "";
  open.focus();
  return open.type === "radio" ? t("need_answers") : `${open.labels[0]?.firstChild.textContent.trim()}: ${open.validationMessage}`;
}

// An arrival counts with or without a position: it is kept either way.
async function locate(form, button) {
  button.textContent = button.dataset.asking ?? t("asking_place");
  const place = await where({ patience: 6_000 }).catch(() => null);
  if (!place) return;
  form.elements.lon.value = place.longitude.toFixed(6);
  form.elements.lat.value = place.latitude.toFixed(6);
}

function itemOf(form) {
  const { send, action, number, version = "", title, about, task = "", visit, project } = form.dataset;
  const box = form.querySelector("[data-album]");
  const told = visit ? { visit, given: answersOf(form) } : { ...fieldsOf(form), task };
  return {
    item: send, number, visit, project, chain: number ?? visit ?? project, title, about, files: box ? shots(box) : [],
    fields: { ...told, action, version },
  };
}

document.addEventListener("submit", submit);
