// <field-map>: today, a patrol, or a past track on the map. <field-spot>: one place, small.

import { baseMap, setPoints } from "./field-basemap.js";
import { where } from "./field-place.js";
import { CHANGED, walk } from "./field-track.js";
import { h } from "chengyun/dom";
import { t } from "chengyun/words";

const marks = JSON.parse(document.getElementById("marks")?.textContent ?? "[]");
const collection = (features) => ({ type: "FeatureCollection", features });
const way = (coordinates) => collection(coordinates.length > 1 ? [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } }] : []);

function edges(points) {
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  return [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
}

class FieldMap extends HTMLElement {
  async connectedCallback() {
    this.append(h("p", { class: "map-wait", role: "status" }, t("map_drawing")));
    try {
      this.map = await baseMap(this);
      this.querySelector(".map-wait").remove();
    } catch {
      this.classList.add("failed");
      return void (this.textContent = t("map_failed"));
    }
    this.classList.add("drawn");
    if ("track" in this.dataset) this.followWalk();
    else if (this.dataset.trackOf) await this.showTrack(this.dataset.trackOf);
    else this.showDay();
  }

  showDay() {
    setPoints(this.map, "pin", marks);
    if (marks.length) this.map.fitBounds(edges(marks.map(({ lon, lat }) => [lon, lat])), { padding: 70, maxZoom: 16.5, duration: 0 });
    this.map.on("click", ({ point: { x, y } }) => this.open(x, y));
    document.querySelector("[data-here]")?.addEventListener("click", () => this.here());
  }

  // A finger is wide: what lies within 24 pixels of it was meant.
  open(x, y) {
    const found = this.map.queryRenderedFeatures([[x - 24, y - 24], [x + 24, y + 24]], { layers: ["pin"] });
    const card = document.querySelector("[data-card]");
    card.hidden = found.length === 0;
    card.replaceChildren(...found.slice(0, 3).map(({ properties: { number, title, stage, severity } }) =>
      h("a", { href: `/field/cases/${number}/`, dataset: { sev: severity } }, h("strong", {}, title), h("span", { class: "muted" }, stage))));
  }

  async here() {
    const place = await where({ age: 30_000 }).catch(() => null);
    if (!place) return;
    setPoints(this.map, "me", [{ lon: place.longitude, lat: place.latitude }]);
    this.map.easeTo({ center: [place.longitude, place.latitude], zoom: Math.max(this.map.getZoom(), 16), duration: 400 });
  }

  followWalk() {
    const show = async () => {
      const now = await walk();
      this.map.getSource("track").setData(way(now?.way ?? []));
      setPoints(this.map, "me", now?.last ? [now.last] : []);
      if (now?.way.length > 1) this.map.fitBounds(edges(now.way), { padding: 60, maxZoom: 17, duration: 300 });
    };
    document.addEventListener(CHANGED, show);
    show();
  }

  async showTrack(address) {
    const data = await fetch(address, { credentials: "same-origin" }).then((r) => r.json(), () => collection([]));
    this.map.getSource("track").setData(data);
    const points = data.features.flatMap(({ geometry: { type, coordinates } }) => (type === "Point" ? [coordinates] : coordinates));
    if (points.length) this.map.fitBounds(edges(points), { padding: 40, maxZoom: 17, duration: 0 });
  }

  disconnectedCallback() {
    this.map?.remove();
  }
}

class FieldSpot extends HTMLElement {
  async connectedCallback() {
    const { lon, lat, severity } = this.dataset;
    const place = { lon: Number(lon), lat: Number(lat), severity: Number(severity) };
    try {
      this.map = await baseMap(this, { center: [place.lon, place.lat], zoom: 16.5, still: true });
      setPoints(this.map, "pin", [place]);
      this.classList.add("drawn");
    } catch {
      this.remove(); // the address and the way are told in words
    }
  }

  disconnectedCallback() {
    this.map?.remove();
  }
}

customElements.define("field-map", FieldMap);
customElements.define("field-spot", FieldSpot);
