// The officer's area on the phone: one file, kept for the day, drawn as paper or as ink.

import { dark, followNight } from "chengyun/night";

const FONT = ["PingFang SC", "HarmonyOS Sans SC", "MiSans", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif"];
const PAPER = { land: "#f3f0e8", water: "#bcd7e3", park: "#d5e3c8", road: "#ffffff", edge: "#cfc9b8", building: "#e4dfd2", metro: "#9a8fb0", text: "#465162" };
const INK = { land: "#0d141e", water: "#12304a", park: "#12291f", road: "#28384a", edge: "#16202c", building: "#182433", metro: "#6a7f99", text: "#aab7c8" };
const main = ["in", ["get", "class"], ["literal", ["motorway", "trunk", "expressway", "elevated", "primary", "arterial"]]];
const empty = { type: "FeatureCollection", features: [] };
const wide = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
export const bySeverity = () => ["match", ["get", "severity"], 1, tone("sev-1"), 2, tone("sev-2"), 3, tone("sev-3"), tone("sev-4")];

const line = (id, source, color, width, more = {}) => ({
  id, type: "line", source, layout: { "line-cap": "round", "line-join": "round" },
  ...more, paint: { "line-color": color, "line-width": width, ...more.paint },
});

// For one small picture of a place the houses around it are enough; they are most of the file.
const NEAR = 0.004;
function around({ outline, layers }, [lon, lat]) {
  const near = ([x, y]) => Math.abs(x - lon) < NEAR && Math.abs(y - lat) < NEAR;
  const rows = (layers.building ?? empty).features;
  const touches = ({ geometry: { type, coordinates } }) => coordinates.flat(type === "Polygon" ? 1 : 2).some(near);
  return { outline, layers: { ...layers, building: { ...empty, features: rows.filter(touches) } } };
}

function style({ outline, layers }) {
  const tint = dark() ? INK : PAPER;
  const kinds = ["water", "park", "building", "road", "metro"];
  const data = { ...Object.fromEntries(kinds.map((kind) => [kind, layers[kind] ?? empty])), outline, track: empty, pin: empty, me: empty };
  return {
    version: 8,
    sources: Object.fromEntries(Object.entries(data).map(([name, rows]) => [name, { type: "geojson", data: rows }])),
    layers: [
      { id: "land", type: "background", paint: { "background-color": tint.land } },
      { id: "park", type: "fill", source: "park", paint: { "fill-color": tint.park } },
      { id: "water", type: "fill", source: "water", paint: { "fill-color": tint.water } },
      { id: "building", type: "fill", source: "building", paint: { "fill-color": tint.building } },
      line("rim", "road", tint.edge, wide(11, 1, 14, 4, 18, 22)),
      line("road", "road", tint.road, wide(11, 0.6, 14, 2.8, 18, 20)),
      line("road-main", "road", tint.road, wide(11, 1.6, 14, 5, 18, 28), { filter: main }),
      line("metro", "metro", tint.metro, 1.5, { paint: { "line-dasharray": [3, 2] } }),
      line("outline", "outline", tone("accent"), 2.5, { paint: { "line-dasharray": [2.5, 2], "line-opacity": 0.9 } }),
      { id: "road-name", type: "symbol", source: "road", minzoom: 14, layout: { "symbol-placement": "line", "text-field": ["coalesce", ["get", "name"], ""], "text-font": FONT, "text-size": 12 }, paint: { "text-color": tint.text, "text-halo-color": tint.land, "text-halo-width": 1.5 } },
      line("track", "track", tone("accent"), 4, { paint: { "line-opacity": 0.85 } }),
      { id: "pin", type: "circle", source: "pin", paint: { "circle-radius": 9, "circle-color": bySeverity(), "circle-stroke-color": tint === INK ? "#0c131c" : "#fff", "circle-stroke-width": 2.5 } },
      { id: "pin-order", type: "symbol", source: "pin", layout: { "text-field": ["coalesce", ["get", "order"], ""], "text-font": FONT, "text-size": 11, "text-allow-overlap": true }, paint: { "text-color": tone("on-sev") } },
      { id: "me-halo", type: "circle", source: "me", paint: { "circle-radius": 18, "circle-color": tone("accent"), "circle-opacity": 0.18 } },
      { id: "me", type: "circle", source: "me", paint: { "circle-radius": 7, "circle-color": tone("accent"), "circle-stroke-color": "#fff", "circle-stroke-width": 2.5 } },
    ],
  };
}

function edges({ features: [one] }) {
  if (!one) return null;
  const points = one.geometry.coordinates.flat(one.geometry.type === "Polygon" ? 1 : 2);
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

let area = null;

/** The officer's area: {name, box, outline, layers}. */
export const areaOf = (address = "/field/area.json") => (area ??= fetch(address, { credentials: "same-origin" }).then((r) => {
  if (!r.ok) throw new Error(`HTTP ${r.status}`);
  return r.json();
}));

/** A map in `container`, at `center` or over the whole area. Throws without WebGL or library. */
export async function baseMap(container, { center = null, zoom = 16, still = false } = {}) {
  const [gl, told] = await Promise.all([import("maplibre-gl"), areaOf()]);
  const drawn = still && center ? around(told, center) : told;
  const box = edges(told.outline) ?? told.box ?? [121.3, 31.1, 121.5, 31.3];
  const map = new gl.Map({
    container, style: style(drawn), attributionControl: false, dragRotate: false, pitchWithRotate: false,
    maxZoom: 19, minZoom: 10, validateStyle: false, renderWorldCopies: false, interactive: !still,
    ...(center ? { center, zoom } : { bounds: box, fitBoundsOptions: { padding: 28 } }),
  });
  map.touchZoomRotate.disableRotation();
  map.getCanvas().setAttribute("aria-label", container.getAttribute("aria-label") ?? "");
  // Once the style stands, marks can be put on it: nobody waits for ten thousand houses.
  await new Promise((done, fail) => (map.once("style.load", done), map.once("error", (e) => fail(e.error))));
  followNight(map, () => style(drawn));
  return map;
}

/** Show places [{lon, lat, …}] in a source: "pin", "me". */
export const setPoints = (map, source, rows) =>
  map.getSource(source).setData({ type: "FeatureCollection", features: rows.map((row) => ({
    type: "Feature", properties: row, geometry: { type: "Point", coordinates: [row.lon, row.lat] },
  })) });
