// The map island: areas, live points and open cases over the ink of the city.
//
// const map = await CityMap.create(element); map.showArea(area); map.setAreas(rows);
// map.setCases(cases); map.setPoints(columns); map.live({ids, states});
// Events: "area" {code}, "case" {number}, "point" {point}, "ground" (clicked on nothing).

import { addMarks } from "chengyun/map-marks";
import { style, tones } from "chengyun/map-style";
import { get } from "chengyun/api";
import { fitted, middle } from "chengyun/map-fit";
import { collection, corners, maskOf, namePoints, ring } from "chengyun/map-shapes";

export const CHILD = { city: "district", district: "street", street: "committee", committee: "grid" };
const LAYERS = ["water", "park", "road", "metro", "building"];
const PITCH = { district: 30, street: 42, committee: 50, grid: 52 };
const BEARING = { district: 0, street: -12, committee: -16, grid: -16 };
const CLICKED = ["cases", "points-alarm", "points", "area-fill"];
const FLASH_LIMIT = 1_500; // points lit at once: more is noise to the eye

export class CityMap extends EventTarget {
  #map;
  #gl;
  #frame = { left: 0, right: 0, top: 0, bottom: 0 };
  #pitch = 0;
  #bearing = 0;
  #shown = null;
  #shape = null;
  #hovered = null;
  #lit = [];
  #points = null;
  #states = new Map();
  #pulses = new Map();
  #names = [];

  /** Throws where WebGL or the library is missing; the page then shows a table. */
  static async create(container, { ratio = devicePixelRatio, reduced = false } = {}) {
    const gl = await import("maplibre-gl");
    const map = new gl.Map({
      container, style: style(tones()), pixelRatio: ratio, attributionControl: false,
      center: [121.44, 31.18], zoom: 11.4, pitch: PITCH.district, maxPitch: 60, minZoom: 9, maxZoom: 19,
      dragRotate: false, fadeDuration: reduced ? 0 : 250, renderWorldCopies: false,
    });
    map.keyboard.disable();
    map.touchZoomRotate.disableRotation();
    map.on("error", ({ error }) => console.warn("map:", error?.message));
    await new Promise((done, fail) => (map.once("load", done), map.once("error", ({ error }) => fail(error))));
    return new CityMap(gl, map, reduced);
  }

  constructor(gl, map, reduced) {
    super();
    this.#gl = gl;
    this.#map = map;
    this.reduced = reduced;
    addMarks(map, tones());
    this.#listen();
    this.#loadLayers();
  }

  /** Pixels of the canvas hidden under panels {left, right, top, bottom}, extra `lean` in degrees. */
  setFrame(frame, ratio) {
    this.#frame = frame;
    this.#map.setPixelRatio(ratio);
    this.#map.resize();
    if (this.#shape) this.#fit(0);
  }

  /** Draw `area` {code, level}, its children and its outline, and move there. */
  async showArea(area) {
    this.#shown = area.code;
    const child = CHILD[area.level];
    const [own, children] = await Promise.all([
      get("/api/v1/areas.geojson", { level: area.level, within: area.code }),
      child ? get("/api/v1/areas.geojson", { level: child, within: area.code }) : collection([]),
    ]);
    if (this.#shown !== area.code) return;
    if (area.level === "district") this.#data("streets", children);
    this.#data("areas", child ? children : own);
    this.#data("outline", collection(own.features.flatMap(ring)));
    this.#data("mask", maskOf(own));
    this.#names = namePoints(child ? children : own);
    this.#data("names", collection(this.#names));
    this.#move(area.level, own);
  }

  /** Wash each area by its share of the open cases: [{code, open, overdue, severity}]. */
  setAreas(rows) {
    const most = Math.max(1, ...rows.map((row) => row.open));
    for (const { code, open } of rows) {
      this.#map.setFeatureState({ source: "areas", id: code }, { share: open / most });
    }
  }

  /** Open cases as marks; a case in `fresh` pulses. */
  setCases(cases, fresh = new Set()) {
    this.#data("cases", collection(cases.map(caseFeature)));
    this.#pulse(cases.filter((item) => fresh.has(item.number)));
  }

  /** Columns of GET /api/v1/points. */
  setPoints(columns) {
    this.#points = columns;
    this.#states = new Map(columns.id.map((id, i) => [id, columns.state[i]]));
    this.#map.removeFeatureState({ source: "points" });
    this.#lit = [];
    this.#data("points", collection(columns.id.map((id, i) => pointFeature(columns, i))));
  }

  /** New states; the points that just spoke are lit until the next call. */
  live({ ids, states }) {
    const source = "points";
    for (const id of this.#lit) this.#map.setFeatureState({ source, id }, { lit: false });
    this.#lit = this.reduced ? [] : Array.from(ids.slice(0, FLASH_LIMIT));
    for (const id of this.#lit) this.#map.setFeatureState({ source, id }, { lit: true });
    ids.forEach((id, i) => this.#setState(id, states[i]));
  }

  /** How many points are normal, in alarm, silent. */
  tally() {
    const counts = { normal: 0, alarm: 0, silent: 0 };
    for (const s of this.#states.values()) counts[s === 0 ? "normal" : s === 5 ? "silent" : "alarm"]++;
    return counts;
  }

  /** Ring a case and, if asked, go to it. */
  choose(number, place) {
    this.#map.setFilter("case-chosen", ["==", ["get", "number"], number ?? ""]);
    if (!place) return;
    const zoom = Math.max(this.#map.getZoom(), 14.5);
    this.#map.easeTo({ center: place, zoom, offset: middle(this.#frame), duration: this.reduced ? 0 : 900 });
  }

  hover(code) {
    const source = "areas";
    if (this.#hovered) this.#map.setFeatureState({ source, id: this.#hovered }, { hover: false });
    this.#hovered = code;
    if (code) this.#map.setFeatureState({ source, id: code }, { hover: true });
  }

  home() {
    if (this.#shape) this.#fit();
  }

  // -- inside

  #data(source, data) {
    this.#map.getSource(source).setData(data);
  }

  #setState(id, s) {
    if (!this.#states.has(id) || this.#states.get(id) === s) return;
    this.#states.set(id, s);
    this.#map.setFeatureState({ source: "points", id }, { s });
  }

  #move(level, own) {
    const first = !this.#shape;
    this.#shape = own.features.length ? corners(own) : this.#shape;
    this.#pitch = PITCH[level] ?? 0;
    this.#bearing = BEARING[level] ?? 0;
    if (this.#shape) this.#fit(first || this.reduced ? 0 : 1400);
  }

  #fit(duration = 900) {
    const view = fitted(this.#map, this.#shape, {
      frame: this.#frame,
      pitch: Math.min(60, this.#pitch + (this.#frame.lean ?? 0)),
      bearing: this.#bearing,
    });
    this.#map.easeTo({ ...view, duration });
  }

  async #loadLayers() {
    for (const kind of LAYERS) {
      await get(`/api/v1/layers/${kind}.geojson`).then((data) => this.#data(kind, data)).catch(() => null);
    }
  }

  #pulse(cases) {
    const wanted = new Set(cases.map((item) => item.number));
    for (const [number, marker] of this.#pulses) {
      if (!wanted.has(number)) (marker.remove(), this.#pulses.delete(number));
    }
    for (const item of cases.filter(({ number }) => !this.#pulses.has(number))) {
      const element = document.createElement("i");
      element.className = "map-pulse";
      element.dataset.sev = item.severity;
      const marker = new this.#gl.Marker({ element }).setLngLat([item.lon, item.lat]);
      this.#pulses.set(item.number, marker.addTo(this.#map));
    }
  }

  #listen() {
    this.#map.on("click", (event) => this.#click(event));
    this.#map.on("mousemove", (event) => this.#point(event));
    this.#map.on("mouseout", () => this.hover(null));
  }

  #at({ point }) {
    const box = [[point.x - 5, point.y - 5], [point.x + 5, point.y + 5]];
    const found = this.#map.queryRenderedFeatures(box, { layers: CLICKED });
    const exact = this.#map.queryRenderedFeatures(point, { layers: ["area-fill"] });
    const near = CLICKED.slice(0, -1).map((id) => found.find((f) => f.layer.id === id && this.#clickable(f)));
    return near.find(Boolean) ?? exact[0];
  }

  // From afar a normal point is a grain of light; up close it is a thing one can ask.
  #clickable(feature) {
    const { id } = feature.layer;
    const s = this.#states.get(feature.id) ?? 0;
    if (id === "points-alarm") return s >= 1 && s <= 4;
    return id !== "points" || this.#map.getZoom() >= 13.5;
  }

  #point(event) {
    const feature = this.#at(event);
    this.#map.getCanvas().style.cursor = feature ? "pointer" : "";
    this.hover(feature?.layer.id === "area-fill" ? feature.id : null);
  }

  #click(event) {
    const feature = this.#at(event);
    if (!feature) return this.#say("ground", {});
    const { id } = feature.layer;
    if (id === "cases") this.#say("case", { number: feature.properties.number });
    else if (id === "area-fill") this.#say("area", { code: feature.properties.code });
    else this.#say("point", { point: this.#describe(feature.id) });
  }

  #describe(id) {
    const p = this.#points;
    const i = p.id.indexOf(id);
    return { id, lon: p.lon[i], lat: p.lat[i], property: p.properties[p.property[i]],
      state: this.#states.get(id), value: p.value[i], time: p.time[i] };
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const caseFeature = ({ number, severity, lon, lat }) => ({
  type: "Feature", properties: { number, severity }, geometry: { type: "Point", coordinates: [lon, lat] },
});

const pointFeature = (p, i) => ({
  type: "Feature", properties: { id: p.id[i], s: p.state[i] },
  geometry: { type: "Point", coordinates: [p.lon[i], p.lat[i]] },
});
