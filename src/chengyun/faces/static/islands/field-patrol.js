// The page of the patrol: begin, end, how long, how far.

import { begin, CHANGED, end, resting, walk } from "./field-track.js";
import { config, t } from "chengyun/words";

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

button.addEventListener("click", async () => {
  if (!navigator.geolocation) return void (hint.textContent = t("no_geo"));
  button.disabled = true;
  const now = await walk();
  await (now?.user === config.user ? end() : begin(config.user));
  button.disabled = false;
});
document.addEventListener(CHANGED, show);
setInterval(show, 10_000);
show();
