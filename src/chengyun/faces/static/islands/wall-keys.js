// Keys of the wall and its plain links.

import { address } from "chengyun/api";

/** Whole screen, or back. */
export const toggleFull = () =>
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();

const typing = ({ target }) => target instanceof HTMLInputElement && target.type !== "range";
const pressed = ({ key, target }) => (key === "Enter" || key === " ") && target.closest?.("a, button");

/** `keys` by name; `otherwise(key)` for all that have none. Keys held with others are the browser's. */
export function listen(keys, otherwise) {
  addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || typing(event) || pressed(event)) return;
    if (keys[event.key]) keys[event.key](event);
    else otherwise(event.key);
  });
  document.getElementById("wall-full").addEventListener("click", toggleFull);
  for (const link of document.querySelectorAll("[data-keep-query]")) {
    link.addEventListener("click", () => {
      link.href = address(location.pathname, { ...Object.fromEntries(new URLSearchParams(location.search)), lang: link.hreflang }).href;
    });
  }
}

/** This page's address with some values of its query set (empty ones taken out). */
export function withQuery(values) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  return url;
}
