// The look of the map: ink ground, land told by light alone, colour kept for state.

import { WASH } from "chengyun/map-shade";

/** Zoom from which buildings stand on the ground; from afar they are a grain that costs a second pass. */
export const UPRIGHT = 12.6;

// From afar every name has its place, over a number if it must; nearer those that have room.
const ALL_NAMED = 12.4;

/** Severities up to this one are never gathered into a number. */
export const GRAVE = 2;

const FONT = ["PingFang SC", "HarmonyOS Sans SC", "MiSans", "Noto Sans SC", "Noto Sans CJK SC",
  "Microsoft YaHei", "sans-serif"];

export const INK = {
  ground: "#080d14",
  land: "#0d141e",
  water: "#0f2434",
  shore: "#1a3a50",
  park: "#10221f",
  road: "#22303f",
  mainRoad: "#31445a",
  metro: "#5b7590",
  building: "#182433",
  edge: "#587690",
  label: "#e6edf5",
  halo: "#080d14",
};

const empty = { type: "FeatureCollection", features: [] };
export const geojson = (extra) => ({ type: "geojson", data: empty, ...extra });

const state = (name, otherwise) => ["coalesce", ["feature-state", name], otherwise];
const byZoom = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
const isMain = ["in", ["get", "class"], ["literal", ["motorway", "trunk", "expressway", "elevated", "primary", "arterial"]]];
const isMiddle = ["in", ["get", "class"], ["literal", ["secondary", "collector"]]];

const sources = () => ({
  water: geojson(), park: geojson(), road: geojson(), metro: geojson(), building: geojson(),
  streets: geojson({ promoteId: "code" }),
  areas: geojson({ promoteId: "code" }),
  outline: geojson(),
  mask: geojson(),
  names: geojson(),
  cases: geojson({ promoteId: "number" }),
  minor: geojson({ cluster: true, clusterRadius: 34, clusterMaxZoom: 13, clusterMinPoints: 4 }),
});

const ground = () => [
  { id: "ground", type: "background", paint: { "background-color": INK.land } },
  { id: "water", type: "fill", source: "water", paint: { "fill-color": INK.water } },
  { id: "shore", type: "line", source: "water", paint: { "line-color": INK.shore, "line-width": 1, "line-opacity": 0.7 } },
  { id: "park", type: "fill", source: "park", paint: { "fill-color": INK.park } },
  { id: "building", type: "fill-extrusion", source: "building", minzoom: UPRIGHT, paint: {
    "fill-extrusion-color": INK.building,
    "fill-extrusion-height": ["coalesce", ["get", "height"], 12],
    "fill-extrusion-opacity": byZoom(UPRIGHT, 0, 13.2, 0.6, 14, 0.8),
    "fill-extrusion-vertical-gradient": true,
  } },
];

const ways = () => [
  line("road-small", ["!", ["any", isMain, isMiddle]], INK.road, [11, 0.2, 13, 0.7, 17, 8], [10, 0.2, 12, 0.4, 13.5, 0.9]),
  line("road-middle", isMiddle, INK.road, [10, 0.5, 13, 1.4, 17, 14], [10, 0.4, 12, 0.55, 13.5, 1]),
  line("road-main", isMain, INK.mainRoad, [10, 0.9, 13, 2.2, 17, 22], [10, 0.8, 13, 1]),
  { id: "metro", type: "line", source: "metro", filter: ["!=", ["geometry-type"], "Point"], layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": INK.metro, "line-width": byZoom(10, 1, 13, 1.6, 17, 5), "line-opacity": 0.55,
      "line-dasharray": [3, 2] } },
  { id: "station", type: "circle", source: "metro", filter: ["==", ["geometry-type"], "Point"], paint: {
    "circle-radius": byZoom(10, 1.2, 13, 3, 17, 8), "circle-color": INK.ground,
    "circle-stroke-color": INK.metro, "circle-stroke-width": byZoom(10, 0.8, 15, 2), "circle-pitch-alignment": "map" } },
];

const line = (id, filter, color, width, opacity) => ({
  id, type: "line", source: "road", filter, layout: { "line-cap": "round", "line-join": "round" },
  paint: { "line-color": color, "line-width": byZoom(...width), "line-opacity": byZoom(...opacity) },
});

const wash = ["+", ["case", state("hover", false), 0.08, 0], ["at", ["number", state("level", 0)], ["literal", WASH]]];

const areas = (tone) => [
  { id: "mask", type: "fill", source: "mask", paint: { "fill-color": INK.ground, "fill-opacity": 0.72 } },
  // The river is the district's face: it keeps its colour beyond the boundary.
  { id: "river", type: "fill", source: "water", filter: ["==", ["get", "class"], "river"], paint: { "fill-color": INK.water } },
  { id: "river-shore", type: "line", source: "water", filter: ["==", ["get", "class"], "river"], paint: { "line-color": INK.shore, "line-width": 1 } },
  { id: "area-fill", type: "fill", source: "areas", paint: {
    "fill-color": tone.accent,
    "fill-opacity": ["interpolate", ["linear"], ["zoom"], 13, wash, 15, ["*", 0.3, wash]],
  } },
  { id: "street-edge", type: "line", source: "streets", paint: { "line-color": INK.edge, "line-width": byZoom(10, 0.8, 14, 1.6), "line-opacity": 0.8 } },
  { id: "area-edge", type: "line", source: "areas", paint: {
    "line-color": ["case", state("hover", false), tone.accent, INK.edge],
    "line-width": ["case", state("hover", false), 2, 1],
    "line-opacity": 0.9,
  } },
  { id: "outline-glow", type: "line", source: "outline", paint: { "line-color": tone.accent, "line-width": 10, "line-blur": 10, "line-opacity": 0.35 } },
  { id: "outline", type: "line", source: "outline", paint: { "line-color": tone.accent, "line-width": 1.4, "line-opacity": 0.85 } },
];

const label = (id, source, layout, paint) => ({
  id, type: "symbol", source,
  layout: { "text-font": FONT, "text-max-width": 9, "text-padding": 3, ...layout },
  paint: { "text-color": INK.label, "text-halo-color": INK.halo, "text-halo-width": 1.6, ...paint },
});

const bySeverity = (grave, other) => ["case", ["<=", ["get", "severity"], 2], grave, other];

const caseMarks = (id, source, filter) => ({
  id, type: "symbol", source, filter, layout: {
    "icon-image": ["concat", "case-", ["get", "severity"]],
    "icon-size": byZoom(10, bySeverity(0.64, 0.5), 13, bySeverity(0.88, 0.72), 16, 1.1),
    "icon-allow-overlap": true, "icon-ignore-placement": true,
    "symbol-sort-key": ["-", 5, ["get", "severity"]],
  },
});

// Names lie under the marks, for a case is never hidden behind a name, and stand where no number is.
const marks = (tone) => [
  label("names", "names", {
    "text-field": ["get", "name"],
    "text-size": byZoom(10, 13, 12, 16, 15, 18),
    "symbol-sort-key": ["-", 0, ["get", "open"]],
    "text-letter-spacing": 0.06,
    "text-variable-anchor": ["center", "top", "bottom", "left", "right", "top-left", "top-right", "bottom-left", "bottom-right"],
    "text-radial-offset": 1,
    "text-overlap": ["step", ["zoom"], "always", ALL_NAMED, "never"],
  }),
  { id: "case-chosen", type: "circle", source: "cases", filter: ["==", ["get", "number"], ""], paint: {
    "circle-radius": 17, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": tone.text, "circle-stroke-width": 1.5 } },
  // From afar many minor cases of a quarter are one number; a grave one is never hidden in it.
  { id: "clusters", type: "circle", source: "minor", filter: ["has", "point_count"], paint: {
    "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 4, 10, 60, 20],
    "circle-color": INK.ground, "circle-opacity": 0.82, "circle-stroke-color": tone["sev-3"], "circle-stroke-width": 1.4, "circle-stroke-opacity": 0.75 } },
  { ...label("cluster-counts", "minor", { "text-field": ["get", "point_count_abbreviated"], "text-size": 13,
    "text-allow-overlap": true, "text-padding": 9 }, { "text-color": tone["sev-3"] }), filter: ["has", "point_count"] },
  caseMarks("minor-cases", "minor", ["!", ["has", "point_count"]]),
  caseMarks("cases", "cases", ["<=", ["get", "severity"], GRAVE]),
];

/** What a scene brings forward of the ground: [layer, paint property, value, as it otherwise is]. */
export const FORWARD = {
  water: [["water", "fill-color", "#15425f", INK.water], ["shore", "line-color", "#3b83ad", INK.shore]],
  park: [["park", "fill-color", "#17392f", INK.park]],
  building: [["building", "fill-extrusion-color", "#2b3f58", INK.building]],
  road: [["road-main", "line-color", "#4d6c8e", INK.mainRoad], ["road-middle", "line-color", "#3a5470", INK.road]],
  metro: [["metro", "line-opacity", 1, 0.55]],
};

/** The whole style; `tone` holds the state colours of the page's tokens. No glyphs address: text is
    drawn from the fonts of the machine, for a government network has no internet. */
export const style = (tone) => ({
  version: 8,
  sources: sources(),
  transition: { duration: 400, delay: 0 },
  layers: [...ground(), ...ways(), ...areas(tone), ...marks(tone)],
});

/** The state colours, read from the page's CSS tokens. */
export function tones() {
  const css = getComputedStyle(document.documentElement);
  const names = ["accent", "text", "stale", "sev-1", "sev-2", "sev-3", "sev-4"];
  return Object.fromEntries(names.map((name) => [name, css.getPropertyValue(`--${name}`).trim()]));
}
