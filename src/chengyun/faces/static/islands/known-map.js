// <cy-known>: what the list says, on the map. The list beside it is the same for those who cannot
// use a map.

import { ClusteredMap } from "chengyun/clustered-map";
import { tone } from "chengyun/paper-map";

const DONE = 4;

class Known extends ClusteredMap {
  look() {
    const done = ["==", ["get", "phase"], DONE];
    return {
      reach: 44, apart: 15, sizes: [14, 18, 24],
      group: { "circle-color": tone("accent"), "circle-stroke-width": 2, "circle-stroke-color": tone("surface") },
      count: { "text-color": tone("on-accent") }, text: 13,
      one: { "circle-radius": 8, "circle-stroke-width": 2.5, "circle-stroke-color": tone("accent"),
        "circle-color": ["case", done, tone("accent"), tone("surface")] },
      fit: { padding: 48, maxZoom: 15 },
    };
  }

  words({ kind, state, since }) {
    const words = document.createElement("p");
    words.append(Object.assign(document.createElement("strong"), { textContent: kind }), ` ${state} · ${since}`);
    return words;
  }

  drawn() {
    for (const item of document.querySelectorAll("[data-lon]")) this.follow(item);
  }

  /** A line of the list under the pointer or the keys shows where it is. */
  follow(item) {
    const { lon, lat } = item.dataset;
    const show = () => this.map.easeTo({ center: [Number(lon), Number(lat)], zoom: Math.max(this.map.getZoom(), 14) });
    item.addEventListener("focusin", show);
    item.addEventListener("click", ({ target }) => !target.closest("button") && show());
  }
}

customElements.define("cy-known", Known);
