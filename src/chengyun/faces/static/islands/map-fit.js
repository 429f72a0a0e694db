// Fit a shape into the part of the map that no panel covers.
//
// The library fits flat boxes: under a pitch it leaves a third of the picture empty. So the camera
// is tried, the shape measured on the screen, and the camera corrected. Nothing is drawn meanwhile.

const ROUNDS = 4;
const MAX_ZOOM = 17.2;

/** Where the middle of the free part lies from the middle of the map, in pixels. */
export const middle = ({ left, right, top, bottom }) => [(left - right) / 2, (top - bottom) / 2];

/** The camera {center, zoom, pitch, bearing} under which `points` [lon, lat][] fill the frame. */
export function fitted(map, points, { frame, pitch, bearing }) {
  const before = camera(map);
  map.jumpTo({ center: points[0], pitch, bearing });
  for (let round = 0; round < ROUNDS; round++) correct(map, points, frame);
  const found = camera(map);
  map.jumpTo(before);
  return found;
}

const camera = (map) => ({
  center: map.getCenter(), zoom: map.getZoom(), pitch: map.getPitch(), bearing: map.getBearing(),
});

function correct(map, points, frame) {
  const box = measure(map, points);
  const free = room(map, frame);
  const ratio = Math.min(free.width / (box.right - box.left), free.height / (box.bottom - box.top));
  const zoom = Math.min(MAX_ZOOM, map.getZoom() + Math.log2(Math.max(ratio, 0.05)));
  map.jumpTo({ zoom, center: centre(map, box, map.getZoom() === zoom ? free : canvasMiddle(map)) });
  const moved = measure(map, points);
  map.jumpTo({ center: centre(map, moved, free) });
}

function measure(map, points) {
  const at = points.map((point) => map.project(point));
  const xs = at.map(({ x }) => x);
  const ys = at.map(({ y }) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

const size = (map) => ({ width: map.getContainer().clientWidth, height: map.getContainer().clientHeight });

function room(map, { left, right, top, bottom }) {
  const { width, height } = size(map);
  return {
    width: width - left - right, height: height - top - bottom,
    x: (left + width - right) / 2, y: (top + height - bottom) / 2,
  };
}

function canvasMiddle(map) {
  const { width, height } = size(map);
  return { x: width / 2, y: height / 2 };
}

// The centre that brings the middle of `box` to `target`.
function centre(map, box, target) {
  const { x, y } = canvasMiddle(map);
  const dx = (box.left + box.right) / 2 - target.x;
  const dy = (box.top + box.bottom) / 2 - target.y;
  return map.unproject([x + dx, y + dy]);
}
