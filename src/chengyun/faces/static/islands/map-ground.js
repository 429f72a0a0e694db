// What the map is drawn from: the shapes of an area, and the ground under it.

import { get } from "chengyun/api";
import { collection } from "chengyun/map-shapes";

const CHILD = { city: "district", district: "street", street: "committee", committee: "grid" };
const FLAT = ["water", "park", "road", "metro"];
let last = { code: "", told: null };

/** Whether an area of this level is divided further. */
export const divided = (level) => level in CHILD;

/** [the area itself, its children], two feature collections; asked once while it is the one shown,
    so that they may be on their way before there is a map. */
export function shapesOf({ code, level }) {
  if (last.code !== code) last = { code, told: askShapes(code, level) };
  return last.told;
}

function askShapes(code, level) {
  const told = Promise.all([
    get("/api/v1/areas.geojson", { level, within: code }),
    divided(level) ? get("/api/v1/areas.geojson", { level: CHILD[level], within: code }) : collection([]),
  ]);
  told.catch(() => (last = { code: "", told: null }));
  return told;
}

/** Each layer of the ground that is there, to `draw(kind, data)`: those that lie flat at once, so
    that they are drawn as one; buildings when `map` is near enough to show them. */
export async function loadGround(map, draw, nearness) {
  const told = await Promise.all(FLAT.map((kind) => layer(kind)));
  FLAT.forEach((kind, i) => told[i] && draw(kind, told[i]));
  await near(map, nearness);
  const buildings = await layer("building");
  if (buildings) draw("building", buildings);
}

/** Whether no graphics card draws, but the processor. */
export function drawnSlowly(map) {
  const gl = map.getCanvas().getContext("webgl2");
  const told = gl?.getExtension("WEBGL_debug_renderer_info");
  return Boolean(told) && /swiftshader|llvmpipe|software|basic render/i.test(gl.getParameter(told.UNMASKED_RENDERER_WEBGL));
}

const layer = (kind) => get(`/api/v1/layers/${kind}.geojson`).catch(() => null);

const near = (map, nearness) => new Promise((done) => {
  const look = () => map.getZoom() >= nearness && (map.off("zoom", look), done());
  map.on("zoom", look);
  look();
});
