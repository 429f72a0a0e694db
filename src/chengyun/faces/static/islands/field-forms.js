// Forms that go through the outbox: what was done is kept on the phone first, then sent.

import { add } from "./field-outbox.js";
import { shots } from "./field-photo.js";
import { where } from "./field-place.js";
import { config, t } from "chengyun/words";

const SKIPPED = new Set(["csrfmiddlewaretoken", "key", "files"]);

/** The fields of a form as texts, without what is the door's and without files. */
export const fieldsOf = (form) =>
  Object.fromEntries([...new FormData(form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === "string"));

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
  const words = form.querySelector("textarea[required]");
  if (words && !words.value.trim()) return say(form, t("need_words"));
  button.disabled = true;
  if ("locate" in form.dataset) await locate(form, button);
  await keep(form, itemOf(form), "/field/");
  button.disabled = false;
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
  const { send, action, number, version, title, about, task } = form.dataset;
  const box = form.querySelector("[data-album]");
  return {
    item: send, number, chain: number, title, about, files: box ? shots(box) : [],
    fields: { ...fieldsOf(form), action, version: version ?? "", task: task ?? "" },
  };
}

document.addEventListener("submit", submit);
