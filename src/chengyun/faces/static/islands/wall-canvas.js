// The wall is drawn on a fixed canvas and scaled as one, with the rest of the screen left dark.
// CSS zoom, not a transform: text stays sharp and the pointer stays true over the map.

export const CANVASES = { "16x9": [1920, 1080], "32x9": [3840, 1080], "9x16": [1080, 1920] };

/** What the panels cover of the map, in canvas pixels, and how far it leans to fill the rest. */
export const FRAMES = {
  "16x9": { left: 540, right: 570, top: 178, bottom: 138 },
  "32x9": { left: 1120, right: 1180, top: 170, bottom: 130, lean: 20 },
  "9x16": { left: 60, right: 60, top: 452, bottom: 980 },
};

export const chooseCanvas = (asked, width, height) => {
  if (asked in CANVASES) return asked;
  const ratio = width / height;
  return ratio > 2.4 ? "32x9" : ratio < 0.85 ? "9x16" : "16x9";
};

/** Fit `wall` into the window now and whenever it changes; tells `changed(name, scale)`. */
export function fitCanvas(wall, asked, changed) {
  const fit = () => {
    const name = chooseCanvas(asked, innerWidth, innerHeight);
    const [width, height] = CANVASES[name];
    const scale = Math.min(innerWidth / width, innerHeight / height);
    wall.dataset.canvas = name;
    Object.assign(wall.style, {
      width: `${width}px`,
      height: `${height}px`,
      zoom: scale,
      left: `${(innerWidth / scale - width) / 2}px`,
      top: `${(innerHeight / scale - height) / 2}px`,
    });
    changed(name, scale);
  };
  addEventListener("resize", fit);
  fit();
}

/** Move the picture by a pixel or two every few minutes, so that no screen burns in. */
export function shiftAgainstBurnIn(wall) {
  let step = 0;
  const places = [[0, 0], [2, 0], [2, 2], [0, 2]];
  setInterval(() => {
    const [x, y] = places[(step = (step + 1) % places.length)];
    wall.style.translate = `${x}px ${y}px`;
  }, 240_000);
}
