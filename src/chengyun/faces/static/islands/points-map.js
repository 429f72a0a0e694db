// <cy-points>: the places of the list beside it, on the map; one chosen opens what it leads to.

import { paperMap, tone } from "chengyun/paper-map";

class Points extends HTMLElement {
  async connectedCallback() {
    const items = [...this.parentElement.querySelectorAll("[data-lon]")];
    const places = items.map((item) => [Number(item.dataset.lon), Number(item.dataset.lat)]);
    try {
      this.map = await paperMap(this, { center: places[0], zoom: 12, still: true });
    } catch {
      this.classList.add("failed");
      this.textContent = this.dataset.failed;
      return;
    }
    this.draw(items, places);
  }

  disconnectedCallback() {
    this.map?.remove();
  }

  draw(items, places) {
    const features = items.map((item, i) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: places[i] },
      properties: { lamp: item.dataset.lamp, href: item.querySelector("a")?.getAttribute("href") ?? "" },
    }));
    const colour = ["match", ["get", "lamp"], "bad", tone("bad"), "watch", tone("watch"), tone("good")];
    this.map.addSource("points", { type: "geojson", data: { type: "FeatureCollection", features } });
    this.map.addLayer({ id: "points", type: "circle", source: "points",
      paint: { "circle-radius": ["match", ["get", "lamp"], "bad", 8, 6], "circle-color": colour,
        "circle-stroke-color": tone("surface"), "circle-stroke-width": 2 } });
    this.map.on("click", "points", ({ features: [chosen] }) => chosen.properties.href && location.assign(chosen.properties.href));
    const edge = (pick, axis) => pick(...places.map((place) => place[axis]));
    this.map.fitBounds([[edge(Math.min, 0), edge(Math.min, 1)], [edge(Math.max, 0), edge(Math.max, 1)]],
      { padding: 40, maxZoom: 15, duration: 0 });
  }
}

customElements.define("cy-points", Points);
