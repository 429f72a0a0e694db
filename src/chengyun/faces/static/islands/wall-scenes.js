// The scenes: the whole picture, and one per pack. Keys 0 to 9; a kiosk may play a list of them.

import { h, keyed } from "chengyun/dom";
import { number, t } from "chengyun/words";

const REST_S = 120; // a list that somebody touched goes on after so long
const root = () => document.getElementById("wall-scenes");
let keys = [""];

/** Show the tabs: [{key, title, open}], the chosen one marked; `pick(key)` when one is asked for. */
export function showScenes(scenes, chosen, pick) {
  const tabs = [{ key: "", title: t("all_scenes"), open: null }, ...scenes];
  keys = tabs.map(({ key }) => key);
  keyed(root(), tabs, ({ key }) => key || "all", () => h("button", { type: "button" }), (tab, scene) => {
    tab.setAttribute("aria-pressed", scene.key === chosen);
    tab.title = t("scene_key", { n: keys.indexOf(scene.key) });
    tab.onclick = () => pick(scene.key);
    tab.replaceChildren(h("span", {}, scene.title), scene.open ? h("b", {}, number(scene.open)) : "", h("i", { "aria-hidden": "true" }));
  });
}

/** The scene of a digit key, or undefined. */
export const sceneOfKey = (key) => (/^\d$/.test(key) ? keys[Number(key)] : undefined);

/** What ?playlist= and ?every= ask for: {scenes, seconds}, or null. "all" is the whole picture. */
export function playlistOf(query) {
  const scenes = (query.get("playlist") ?? "").split(",").map((key) => key.trim()).filter(Boolean);
  const seconds = Math.min(3600, Math.max(5, Number(query.get("every")) || 30));
  return scenes.length > 1 ? { scenes: scenes.map((key) => (key === "all" ? "" : key)), seconds } : null;
}

/** Play a list: `pick` each in its turn while `idle()`; who touches the wall stops it for a while. */
export function play({ scenes, seconds }, pick, idle) {
  let turn = 0;
  let waited = 0;
  let rested = Infinity;
  for (const type of ["pointerdown", "keydown", "wheel"]) addEventListener(type, () => (rested = 0), { capture: true, passive: true });
  pick(scenes[0]);
  return setInterval(() => {
    rested += 1;
    waited = rested < REST_S || !idle() ? 0 : waited + 1;
    root().style.setProperty("--played", String(waited / seconds));
    if (waited < seconds) return;
    waited = 0;
    pick(scenes[(turn = (turn + 1) % scenes.length)]);
  }, 1000);
}
