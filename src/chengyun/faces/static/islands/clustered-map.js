// Points on the paper map, near ones together until one comes closer. Whoever extends this says how
// they look and what a touched one tells; the list on the page is the same for those without a map.

import { FONT, paperMap } from "chengyun/paper-map";

const MIDDLE = [121.4365, 31.1684];

/**
 * @typedef {object} Look
 * @property {number} reach within how many pixels points stand together
 * @property {number} apart the zoom from which on each stands alone
 * @property {number[]} sizes radius of a group: of few, from 10, from 100
 * @property {object} group paint of a group
 * @property {object} count paint of its number
 * @property {number} text size of its number
 * @property {object} one paint of a point
 * @property {{padding: number, maxZoom: number}} fit how near all of them are shown at first
 */

export class ClusteredMap extends HTMLElement {
  async connectedCallback() {
    try {
      const asked = fetch(this.dataset.points, { headers: { accept: "application/json" } });
      const [answer, map] = await Promise.all([asked, paperMap(this, { center: MIDDLE, zoom: 11, still: true })]);
      this.map = map;
      this.draw(await answer.json(), this.look());
    } catch {
      this.classList.add("failed");
      this.textContent = this.dataset.failed;
      return;
    }
    this.drawn();
  }

  disconnectedCallback() {
    this.map?.remove();
  }

  /** @returns {Look} */
  look() {
    throw new Error("how the points look");
  }

  /** What a touched point says. @returns {HTMLElement} */
  words(_properties) {
    throw new Error("what a point says");
  }

  /** Once all is on the map. */
  drawn() {}

  draw(points, { reach, apart, sizes, group, count, text, one, fit }) {
    const map = this.map;
    map.addSource("points", { type: "geojson", data: points, cluster: true, clusterRadius: reach, clusterMaxZoom: apart });
    const radius = ["step", ["get", "point_count"], sizes[0], 10, sizes[1], 100, sizes[2]];
    map.addLayer({ id: "group", type: "circle", source: "points", filter: ["has", "point_count"], paint: { "circle-radius": radius, ...group } });
    map.addLayer({ id: "group-n", type: "symbol", source: "points", filter: ["has", "point_count"],
      layout: { "text-field": ["get", "point_count_abbreviated"], "text-font": FONT, "text-size": text, "text-allow-overlap": true },
      paint: count });
    map.addLayer({ id: "one", type: "circle", source: "points", filter: ["!", ["has", "point_count"]], paint: one });
    this.fit(points.features, fit);
    map.on("click", "one", ({ features: [found] }) => this.tell(found));
    map.on("click", "group", ({ features: [found] }) => this.open(found));
    for (const layer of ["one", "group"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
  }

  fit(features, { padding, maxZoom }) {
    const lons = features.map(({ geometry }) => geometry.coordinates[0]);
    const lats = features.map(({ geometry }) => geometry.coordinates[1]);
    if (!lons.length) return;
    const corners = [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
    this.map.fitBounds(corners, { padding, maxZoom, duration: 0 });
  }

  async open({ properties, geometry }) {
    const zoom = await this.map.getSource("points").getClusterExpansionZoom(properties.cluster_id);
    this.map.easeTo({ center: geometry.coordinates, zoom });
  }

  async tell({ properties, geometry }) {
    const { Popup } = await import("maplibre-gl");
    new Popup({ closeButton: false }).setLngLat(geometry.coordinates).setDOMContent(this.words(properties)).addTo(this.map);
  }
}
