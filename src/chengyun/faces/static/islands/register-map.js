// <cy-register>: the entries of a register on the map, coloured by its layer; near ones together
// until one comes closer. The list below is the same for those who cannot use a map.

import { paperMap, tone } from "chengyun/paper-map";

const MIDDLE = [121.4365, 31.1684];
const FONT = ["Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];
const TONES = 6;

class RegisterMap extends HTMLElement {
  async connectedCallback() {
    try {
      const asked = fetch(this.dataset.points, { headers: { accept: "application/json" } });
      const [answer, map] = await Promise.all([asked, paperMap(this, { center: MIDDLE, zoom: 11, still: true })]);
      this.map = map;
      this.draw(await answer.json());
    } catch {
      this.classList.add("failed");
      this.textContent = this.dataset.failed;
    }
  }

  disconnectedCallback() {
    this.map?.remove();
  }

  draw(points) {
    const map = this.map;
    map.addSource("entries", { type: "geojson", data: points, cluster: true, clusterRadius: 30, clusterMaxZoom: 13 });
    const size = ["step", ["get", "point_count"], 12, 10, 15, 100, 20];
    map.addLayer({ id: "group", type: "circle", source: "entries", filter: ["has", "point_count"],
      paint: { "circle-color": tone("surface"), "circle-radius": size, "circle-stroke-width": 1.5, "circle-stroke-color": tone("line-strong") } });
    map.addLayer({ id: "group-n", type: "symbol", source: "entries", filter: ["has", "point_count"],
      layout: { "text-field": ["get", "point_count_abbreviated"], "text-font": FONT, "text-size": 12, "text-allow-overlap": true },
      paint: { "text-color": tone("text") } });
    map.addLayer({ id: "one", type: "circle", source: "entries", filter: ["!", ["has", "point_count"]],
      paint: { "circle-radius": 6, "circle-stroke-width": 1.5, "circle-stroke-color": tone("surface"), "circle-color": this.colour() } });
    this.fit(points.features);
    map.on("click", "one", ({ features: [one] }) => this.tell(one));
    map.on("click", "group", ({ features: [one] }) => this.open(one));
    for (const layer of ["one", "group"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
  }

  /** The colour of each option by its place, as the legend has it. */
  colour() {
    const probe = document.createElement("i");
    this.append(probe);
    const colours = Array.from({ length: TONES }, (_, i) => {
      probe.style.color = `var(--tone-${i})`;
      return getComputedStyle(probe).color;
    });
    probe.remove();
    return ["match", ["get", "tone"], ...colours.slice(1).flatMap((colour, i) => [i + 1, colour]), colours[0]];
  }

  fit(features) {
    const lons = features.map(({ geometry }) => geometry.coordinates[0]);
    const lats = features.map(({ geometry }) => geometry.coordinates[1]);
    if (!lons.length) return;
    const corners = [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
    this.map.fitBounds(corners, { padding: 36, maxZoom: 16, duration: 0 });
  }

  async open({ properties, geometry }) {
    const zoom = await this.map.getSource("entries").getClusterExpansionZoom(properties.cluster_id);
    this.map.easeTo({ center: geometry.coordinates, zoom });
  }

  async tell({ properties: { name, key }, geometry }) {
    const { Popup } = await import("maplibre-gl");
    const link = Object.assign(document.createElement("a"), { textContent: name, href: `${this.dataset.at}${key}/` });
    new Popup({ closeButton: false }).setLngLat(geometry.coordinates).setDOMContent(link).addTo(this.map);
  }
}

customElements.define("cy-register", RegisterMap);
