// The map on paper: land, water, roads and areas in the light of the page. No labels need a
// server: names are drawn from the fonts of the machine.

import { dark, followNight } from "chengyun/night";

export const FONT = ["Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];
const LAYERS = ["water", "park", "road", "metro", "building"];
const LIGHT = {
  land: "#f3f0e8", water: "#bcd7e3", park: "#d5e3c8", road: "#ffffff", edge: "#cfc9b8",
  building: "#e4dfd2", metro: "#9a8fb0", street: "#8b8778", text: "#465162",
};
const DARK = {
  land: "#10161f", water: "#12283a", park: "#14231f", road: "#273343", edge: "#0a0f16",
  building: "#18202c", metro: "#5b5578", street: "#4a5a70", text: "#aab7c8",
};
const empty = { type: "FeatureCollection", features: [] };
const source = () => ({ type: "geojson", data: empty });
const wide = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
const main = ["in", ["get", "class"], ["literal", ["motorway", "trunk", "expressway", "elevated", "primary", "arterial"]]];

const line = (id, from, color, width, more = {}) => ({
  id, type: "line", source: from, layout: { "line-cap": "round", "line-join": "round" },
  paint: { "line-color": color, "line-width": width }, ...more,
});

const style = (ink = dark() ? DARK : LIGHT) => ({
  version: 8,
  sources: Object.fromEntries([...LAYERS, "street", "name", "pin"].map((id) => [id, source()])),
  layers: [
    { id: "land", type: "background", paint: { "background-color": ink.land } },
    { id: "park", type: "fill", source: "park", paint: { "fill-color": ink.park } },
    { id: "water", type: "fill", source: "water", paint: { "fill-color": ink.water } },
    { id: "building", type: "fill", source: "building", minzoom: 13, paint: { "fill-color": ink.building } },
    line("road-rim", "road", ink.edge, wide(11, 1, 14, 4, 18, 22)),
    line("road", "road", ink.road, wide(11, 0.6, 14, 2.8, 18, 20)),
    line("road-main", "road", ink.road, wide(11, 1.6, 14, 5, 18, 28), { filter: main }),
    line("metro", "metro", ink.metro, wide(11, 1, 16, 3), { paint: { "line-color": ink.metro, "line-width": 1.5, "line-dasharray": [3, 2] } }),
    line("street", "street", ink.street, 1, { paint: { "line-color": ink.street, "line-width": 1, "line-dasharray": [4, 3] } }),
    { id: "name", type: "symbol", source: "name",
      layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 13 },
      paint: { "text-color": ink.text, "text-halo-color": ink.land, "text-halo-width": 1.5 } },
    ...pins(),
  ],
});

export const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const bySeverity = () => ["match", ["get", "severity"], 1, tone("sev-1"), 2, tone("sev-2"), 3, tone("sev-3"), tone("sev-4")];

const pins = () => [
  { id: "pin-ring", type: "circle", source: "pin", filter: ["==", ["get", "chosen"], true],
    paint: { "circle-radius": 16, "circle-color": bySeverity(), "circle-opacity": 0.2,
      "circle-stroke-color": bySeverity(), "circle-stroke-width": 1.5 } },
  { id: "pin", type: "circle", source: "pin",
    paint: { "circle-radius": ["case", ["==", ["get", "chosen"], true], 7, 5], "circle-color": bySeverity(),
      "circle-stroke-color": tone("surface"), "circle-stroke-width": 2 } },
];

async function fetchJson(path) {
  const response = await fetch(path, { credentials: "same-origin", headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

/** A map in `container`. Throws where WebGL, the library or the layers are missing. */
export async function paperMap(container, { center, zoom = 14, still = false }) {
  const [gl, streets] = await Promise.all([import("maplibre-gl"), fetchJson("/map/streets.geojson")]);
  const map = new gl.Map({
    container, style: style(), center, zoom, minZoom: 9, maxZoom: 18, attributionControl: false,
    dragRotate: false, pitchWithRotate: false, validateStyle: false, renderWorldCopies: false,
    cooperativeGestures: false,
  });
  map.touchZoomRotate.disableRotation();
  if (still) map.scrollZoom.disable();
  await new Promise((done, fail) => (map.once("load", done), map.once("error", (e) => fail(e.error))));
  map.getSource("street").setData(streets);
  map.getSource("name").setData({ type: "FeatureCollection", features: streets.features.map(namePoint) });
  fillLayers(map);
  followNight(map, style);
  return map;
}

const namePoint = ({ properties: { name, lon, lat } }) => ({
  type: "Feature", properties: { name }, geometry: { type: "Point", coordinates: [lon ?? 0, lat ?? 0] },
});

async function fillLayers(map) {
  for (const kind of LAYERS) {
    await fetchJson(`/map/${kind}.geojson`).then((data) => map.getSource(kind).setData(data)).catch(() => null);
  }
}

/** Put marks on the map: [{number, lon, lat, severity, chosen}]. */
export function setPins(map, marks) {
  const features = marks.filter((m) => Number.isFinite(m.lon) && Number.isFinite(m.lat)).map((m) => ({
    type: "Feature", properties: m, geometry: { type: "Point", coordinates: [m.lon, m.lat] },
  }));
  map.getSource("pin").setData({ type: "FeatureCollection", features });
}
