// <cy-known>: what the list says, on the map; near ones together until one comes closer. The list
// beside it is the same for those who cannot use a map.

import { paperMap, tone } from "chengyun/paper-map";

const MIDDLE = [121.4365, 31.1684];
const FONT = ["Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];
const DONE = 4;

class Known extends HTMLElement {
  async connectedCallback() {
    try {
      const asked = fetch(this.dataset.points, { headers: { accept: "application/json" } });
      const [answer, map] = await Promise.all([asked, paperMap(this, { center: MIDDLE, zoom: 11, still: true })]);
      this.map = map;
      this.draw(await answer.json());
    } catch {
      this.classList.add("failed");
      this.textContent = this.dataset.failed;
      return;
    }
    for (const item of document.querySelectorAll("[data-lon]")) this.follow(item);
  }

  disconnectedCallback() {
    this.map?.remove();
  }

  draw(points) {
    const map = this.map;
    map.addSource("known", { type: "geojson", data: points, cluster: true, clusterRadius: 44, clusterMaxZoom: 15 });
    const size = ["step", ["get", "point_count"], 14, 10, 18, 100, 24];
    map.addLayer({ id: "group", type: "circle", source: "known", filter: ["has", "point_count"],
      paint: { "circle-color": tone("accent"), "circle-radius": size, "circle-stroke-width": 2, "circle-stroke-color": tone("surface") } });
    map.addLayer({ id: "group-n", type: "symbol", source: "known", filter: ["has", "point_count"],
      layout: { "text-field": ["get", "point_count_abbreviated"], "text-font": FONT, "text-size": 13, "text-allow-overlap": true },
      paint: { "text-color": tone("on-accent") } });
    map.addLayer({ id: "one", type: "circle", source: "known", filter: ["!", ["has", "point_count"]],
      paint: { "circle-radius": 8, "circle-stroke-width": 2.5, "circle-stroke-color": tone("accent"),
        "circle-color": ["case", ["==", ["get", "phase"], DONE], tone("accent"), tone("surface")] } });
    this.fit(points.features);
    map.on("click", "one", ({ features: [one] }) => this.tell(one));
    map.on("click", "group", ({ features: [one] }) => this.open(one));
    for (const layer of ["one", "group"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
  }

  fit(features) {
    const lons = features.map(({ geometry }) => geometry.coordinates[0]);
    const lats = features.map(({ geometry }) => geometry.coordinates[1]);
    if (!lons.length) return;
    const corners = [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
    this.map.fitBounds(corners, { padding: 48, maxZoom: 15, duration: 0 });
  }

  async open({ properties, geometry }) {
    const zoom = await this.map.getSource("known").getClusterExpansionZoom(properties.cluster_id);
    this.map.easeTo({ center: geometry.coordinates, zoom });
  }

  async tell({ properties: { kind, state, since }, geometry }) {
    const { Popup } = await import("maplibre-gl");
    const words = document.createElement("p");
    words.append(Object.assign(document.createElement("strong"), { textContent: kind }), ` ${state} · ${since}`);
    new Popup({ closeButton: false }).setLngLat(geometry.coordinates).setDOMContent(words).addTo(this.map);
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
