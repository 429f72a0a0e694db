// A base map from elsewhere under our own: pictures, vector tiles or a PMTiles archive, brought into
// the tones of the wall. While it cannot be reached, the district's own layers are the ground.

import { Archive } from "chengyun/pmtiles";
import { INK } from "chengyun/map-style";

const UNDER = "water"; // the lowest of our own layers
const DEEPEST = 14; // zoom of the finest vector tiles, as such tiles usually have it
const LIGHT = 0.5; // tiles brighter than this are turned to ink
/** What the tiles show as well, so that it is drawn once. */
export const COVERED = ["park", "road-small", "road-middle", "road-main"];

const GREEN = ["park", "wood", "grass", "forest", "garden", "grassland", "scrub", "meadow", "nature_reserve", "pitch", "golf_course", "cemetery"];
const MAIN = ["motorway", "trunk", "primary", "highway", "major_road"];
const kind = ["coalesce", ["get", "class"], ["get", "kind"], ""];
const isArea = ["==", ["geometry-type"], "Polygon"];
const width = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];

// Names of the layers in the schemes of OpenMapTiles, Protomaps and Shortbread.
const VECTOR = [
  ...["park", "landcover", "landuse", "land"].map((name) => fill(name, INK.park, ["all", isArea, ["in", kind, ["literal", GREEN]]])),
  ...["ocean", "water", "water_polygons"].map((name) => fill(name, INK.water, isArea)),
  ...["building", "buildings"].map((name) => fill(name, INK.building, isArea)),
  ...["transportation", "roads", "streets"].flatMap((name) => [
    line(name, "", INK.road, width(10, 0.2, 13, 0.8, 17, 9), ["!", ["in", kind, ["literal", MAIN]]]),
    line(name, "-main", INK.mainRoad, width(10, 0.9, 13, 2.2, 17, 22), ["in", kind, ["literal", MAIN]]),
  ]),
];

function fill(name, color, filter) {
  return { id: `base-${name}`, type: "fill", source: "base", "source-layer": name, filter, paint: { "fill-color": color } };
}

function line(name, end, color, thick, filter) {
  return {
    id: `base-${name}${end}`, type: "line", source: "base", "source-layer": name, filter,
    layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": color, "line-width": thick },
  };
}

// Tiles drawn for paper are inverted; both are taken down to the wall's darkness.
const picture = (light) => ({
  id: "base", type: "raster", source: "base",
  paint: {
    "raster-saturation": -0.85, "raster-opacity": 0.9,
    "raster-brightness-min": light ? 0.36 : 0.02, "raster-brightness-max": light ? 0.04 : 0.36,
  },
});

/** Lay the base map {kind, url} under the map's own layers; `shown()` once its first tile is there. */
export async function layBase(gl, map, base, shown) {
  const archive = base.kind === "pmtiles" ? new Archive(base.url) : null;
  if (archive) gl.addProtocol("pmtiles", ({ url }, { signal }) => read(archive, url, signal));
  const head = await archive?.header();
  const vector = head ? head.vector : base.kind === "vector";
  const tiles = [archive ? "pmtiles://{z}/{x}/{y}" : base.url];
  map.addSource("base", { tiles, ...zooms(head, vector), type: vector ? "vector" : "raster", ...(vector ? {} : { tileSize: 256 }) });
  const layers = vector ? VECTOR : [picture(await isLight(await sample(map, base, archive, head)))];
  for (const layer of layers) map.addLayer(layer, UNDER);
  const seen = ({ sourceId, tile }) => sourceId === "base" && tile && (map.off("sourcedata", seen), shown());
  map.on("sourcedata", seen);
}

const zooms = (head, vector) => ({ minzoom: head?.minzoom ?? 0, maxzoom: head?.maxzoom ?? (vector ? DEEPEST : 19) });

async function read(archive, url, signal) {
  const [z, x, y] = url.split("/").slice(-3).map(Number);
  return { data: (await archive.tile(z, x, y, signal)) ?? new ArrayBuffer(0) };
}

// One picture from the middle of the map.
async function sample(map, { url }, archive, head) {
  const z = Math.max(head?.minzoom ?? 0, Math.min(head?.maxzoom ?? 12, 12));
  const { lng, lat } = map.getCenter();
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  const [column, row] = [(lng + 180) / 360, y].map((part) => Math.floor(part * 2 ** z));
  if (archive) return new Blob([(await archive.tile(z, column, row)) ?? new ArrayBuffer(0)]);
  const answer = await fetch(url.replace("{z}", String(z)).replace("{x}", String(column)).replace("{y}", String(row)));
  return answer.blob();
}

async function isLight(blob) {
  const image = await createImageBitmap(blob).catch(() => null);
  if (!image) return false;
  const pen = new OffscreenCanvas(8, 8).getContext("2d", { willReadFrequently: true });
  pen.drawImage(image, 0, 0, 8, 8);
  const parts = pen.getImageData(0, 0, 8, 8).data.filter((_, i) => i % 4 < 3);
  return parts.reduce((sum, part) => sum + part, 0) / parts.length / 255 > LIGHT;
}
