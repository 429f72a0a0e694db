// The map island: areas, live points and open cases over the ink of the city.
//
// const map = await CityMap.create(element); map.showArea(area); map.setAreas(rows);
// map.setCases(cases); map.setPoints(columns); map.live({ids, values, states, moved, lons, lats});
// Events: "area" {code}, "case" {number}, "point" {point}, "ground" (clicked on nothing).

import { COVERED, layBase } from "chengyun/map-base";
import { addMarks } from "chengyun/map-marks";
import { PointLayer } from "chengyun/map-points";
import { shades } from "chengyun/map-shade";
import { divided, drawnSlowly, loadGround, shapesOf } from "chengyun/map-ground";
import { FORWARD, GRAVE, style, tones, UPRIGHT } from "chengyun/map-style";
import { fitted, middle } from "chengyun/map-fit";
import { inAlarm, Points } from "chengyun/points";
import { boxAround, caseFeature, collection, corners, maskOf, namePoints, ring, spread } from "chengyun/map-shapes";

const PITCH = { district: 30, street: 42, committee: 50, grid: 52 };
const BEARING = { district: 0, street: -12, committee: -16, grid: -16 };
const REACH = 6; // pixels around the pointer
const NEAR_ZOOM = 13.5; // from here on a point that is not in alarm can be asked
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
  #layer = new PointLayer(tones());
  #points = new Points();
  #pulses = new Map();
  #names = [];
  #forward = [];
  #covered = false;
  #ground = null; // under way once there is an area to stand on

  /** Throws where WebGL or the library is missing; the page then shows a table. */
  static async create(container, { ratio = devicePixelRatio, reduced = false, base = null } = {}) {
    const gl = await import("maplibre-gl");
    const map = new gl.Map({
      container, style: style(tones()), pixelRatio: ratio, attributionControl: false,
      center: [121.44, 31.18], zoom: 11.4, pitch: PITCH.district, maxPitch: 60, minZoom: 9, maxZoom: 19,
      dragRotate: false, fadeDuration: reduced ? 0 : 250, renderWorldCopies: false,
    });
    map.keyboard.disable();
    map.touchZoomRotate.disableRotation();
    map.on("error", ({ error }) => console.warn("map:", error?.message));
    await new Promise((done, fail) => (map.once("style.load", done), map.once("error", ({ error }) => fail(error))));
    const city = new CityMap(gl, map, reduced);
    if (drawnSlowly(map)) container.dataset.drawn = "slowly";
    if (base) layBase(gl, map, base, () => city.#cover()).catch((error) => console.warn("base map:", error.message));
    return city;
  }

  constructor(gl, map, reduced) {
    super();
    this.#gl = gl;
    this.#map = map;
    this.reduced = reduced;
    addMarks(map, tones());
    map.addLayer(this.#layer, "case-chosen");
    this.#listen();
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
    const [own, children] = await shapesOf(area);
    if (this.#shown !== area.code) return;
    const shown = divided(area.level) ? children : own;
    if (area.level === "district") this.#data("streets", children);
    this.#data("areas", shown);
    this.#data("outline", collection(own.features.flatMap(ring)));
    this.#data("mask", maskOf(own));
    this.#names = namePoints(shown);
    this.#data("names", collection(this.#names));
    this.#move(area.level, own);
    this.#ground ??= loadGround(this.#map, (kind, data) => this.#data(kind, data), UPRIGHT);
  }

  /** Shade each area by `by` (see map-shade) of [{code, open, overdue}]; gives the top of the scale. */
  setAreas(rows, by = "open") {
    const { levels, top } = shades(rows, by);
    for (const [id, level] of levels) this.#map.setFeatureState({ source: "areas", id }, { level });
    return top;
  }

  /** Bring layers of the ground forward; the others lie as they always do. */
  bringForward(layers) {
    this.#forward = layers;
    if (this.#covered) this.#cover();
    for (const [kind, paints] of Object.entries(FORWARD)) {
      for (const [id, name, value, usual] of paints) this.#map.setPaintProperty(id, name, layers.includes(kind) ? value : usual);
    }
  }

  /** Open cases as marks; a case in `fresh` pulses. */
  setCases(cases, fresh = new Set()) {
    const placed = cases.filter(({ lon, lat }) => lon != null && lat != null);
    this.#data("cases", collection(placed.map(caseFeature)));
    this.#data("minor", collection(placed.filter(({ severity }) => severity > GRAVE).map(caseFeature)));
    this.#pulse(cases.filter((item) => fresh.has(item.number)));
  }

  /** Columns of GET /api/v1/points as typed arrays, which from now on are the map's. */
  setPoints(columns) {
    this.#points = new Points(columns);
    this.#layer.show(this.#points);
  }

  /** New values, states and places; the points that just spoke are lit until the next call. */
  live(news) {
    this.#points.change(news, this.reduced ? 0 : FLASH_LIMIT);
    this.#layer.touch("flags");
    if (!news.moved) return;
    this.#points.move(news);
    this.#layer.touch("lon", "lat");
  }

  /** Show the points as they stood in the past: at rest but {ids, states}. */
  stand(alarms) {
    this.#points.stand(alarms);
    this.#layer.touch("flags");
  }

  /** How many points are normal, in alarm, silent. */
  tally() {
    return this.#points.tally();
  }

  /** Ring a case and, if asked, go to it, as near as `least` at least. */
  choose(number, place, least = 14.5) {
    this.#map.setFilter("case-chosen", ["==", ["get", "number"], number ?? ""]);
    if (!place) return;
    const zoom = Math.max(this.#map.getZoom(), least);
    this.#map.easeTo({ center: place, zoom, offset: middle(this.#frame), duration: this.reduced ? 0 : 900 });
  }

  hover(code) {
    if (this.#hovered) this.#map.setFeatureState({ source: "areas", id: this.#hovered }, { hover: false });
    this.#hovered = code;
    if (code) this.#map.setFeatureState({ source: "areas", id: code }, { hover: true });
  }

  home() {
    if (this.#shape) this.#fit();
  }

  // -- inside

  #data(source, data) {
    this.#map.getSource(source).setData(data);
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

  // What a base map shows already is drawn again only where a scene brings it forward.
  #cover() {
    this.#covered = true;
    const shown = this.#forward.flatMap((kind) => FORWARD[kind] ?? []).map(([id]) => id);
    for (const id of COVERED) this.#map.setLayoutProperty(id, "visibility", shown.includes(id) ? "visible" : "none");
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

  // What lies under the pointer: a case over a point over an area, as an event to say.
  #at({ point }) {
    const [found] = this.#map.queryRenderedFeatures(boxAround(point, REACH), { layers: ["cases", "minor-cases", "clusters"] });
    if (found?.properties.cluster) return ["cluster", found];
    if (found) return ["case", { number: found.properties.number }];
    const row = this.#nearest(point);
    if (row != null) return ["point", { point: this.#points.describe(row) }];
    const [area] = this.#map.queryRenderedFeatures(point, { layers: ["area-fill"] });
    return area ? ["area", { code: area.properties.code }] : ["ground", {}];
  }

  // From afar a normal point is a grain of light; up close it is a thing one can ask.
  #nearest(point) {
    const close = this.#map.getZoom() >= NEAR_ZOOM;
    const rows = this.#points.within(this.#boundsAround(point), (state) => close || inAlarm(state));
    const away = (row) => this.#map.project(this.#points.place(row)).dist(point) - (inAlarm(this.#points.state(row)) ? REACH : 0);
    return rows.map((row) => [away(row), row]).filter(([far]) => far <= REACH).sort(([a], [b]) => a - b)[0]?.[1];
  }

  #boundsAround(point) {
    const [[left, top], [right, bottom]] = boxAround(point, REACH);
    return spread([[left, top], [right, top], [left, bottom], [right, bottom]].map((corner) => this.#map.unproject(corner)));
  }

  #point(event) {
    const [type, { code }] = this.#at(event);
    this.#map.getCanvas().style.cursor = type === "ground" ? "" : "pointer";
    this.hover(code ?? null);
  }

  #click(event) {
    const [type, detail] = this.#at(event);
    if (type === "cluster") this.#open(detail);
    else this.#say(type, detail);
  }

  // Near enough that the cases of a number stand apart.
  async #open({ properties, geometry }) {
    const zoom = await this.#map.getSource("minor").getClusterExpansionZoom(properties.cluster_id);
    this.#map.easeTo({ center: geometry.coordinates, zoom: zoom + 0.3, offset: middle(this.#frame), duration: this.reduced ? 0 : 700 });
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
