// Plain GeoJSON arithmetic for the map.

import { shortName } from "chengyun/words";

export const collection = (features) => ({ type: "FeatureCollection", features });

/** The corners of a square of pixels around a place of the screen. */
export const boxAround = ({ x, y }, reach) => [[x - reach, y - reach], [x + reach, y + reach]];

/** [west, south, east, north] of some {lng, lat}. @returns {[number, number, number, number]} */
export function spread(ends) {
  const [lons, lats] = [ends.map(({ lng }) => lng), ends.map(({ lat }) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** A case as a point. */
export const caseFeature = ({ number, severity, lon, lat }) => ({
  type: "Feature", properties: { number, severity }, geometry: { type: "Point", coordinates: [lon, lat] },
});

const polygons = ({ type, coordinates }) =>
  type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : [];

const shells = (data) => data.features.flatMap((f) => polygons(f.geometry).map(([shell]) => shell));

/** [[west, south], [east, north]] of a feature collection of polygons. */
export function bounds(data) {
  const lons = shells(data).flat().map(([lon]) => lon);
  const lats = shells(data).flat().map(([, lat]) => lat);
  return [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
}

/** Enough points of the outer rings to measure a shape by. */
export function corners(data) {
  const points = shells(data).flat();
  const step = Math.max(1, Math.floor(points.length / 200));
  return points.filter((_, i) => i % step === 0);
}

/** The outer rings of a feature as lines. */
export const ring = (feature) =>
  polygons(feature.geometry).map(([shell]) => ({
    type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: shell },
  }));

/** Everything but the given polygons. */
export function maskOf(data) {
  const world = [[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]];
  const coordinates = [world, ...shells(data)];
  return collection([{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates } }]);
}

/** A point per area to write its name at: its own label point, else the middle of its box. */
export const namePoints = (data) =>
  data.features.map((feature) => ({
    type: "Feature",
    properties: { code: feature.properties.code, name: shortName(feature.properties.name), open: feature.properties.open ?? 0 },
    geometry: { type: "Point", coordinates: labelPoint(feature) },
  }));

function labelPoint(feature) {
  const { lon, lat } = feature.properties;
  if (lon != null && lat != null) return [lon, lat];
  const [[west, south], [east, north]] = bounds(collection([feature]));
  return [(west + east) / 2, (south + north) / 2];
}
