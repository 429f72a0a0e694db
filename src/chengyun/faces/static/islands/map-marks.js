// The marks of open cases: one shape per severity, so that colour is never alone.
// 1 filled diamond with a ring · 2 filled diamond · 3 open diamond · 4 open circle

const SIZE = 36; // CSS pixels; drawn at RATIO for sharp walls
const RATIO = 3;

const draw = {
  1: (pen, color) => (glow(pen, color, 18, 0.5), diamond(pen, 8.5), filled(pen, color), diamond(pen, 13.5), open(pen, color, 1.4)),
  2: (pen, color) => (glow(pen, color, 14, 0.35), diamond(pen, 8.5), filled(pen, color)),
  3: (pen, color) => (diamond(pen, 7.5), open(pen, color, 2.2)),
  4: (pen, color) => (pen.beginPath(), pen.arc(0, 0, 5, 0, 7), open(pen, color, 2)),
};

function glow(pen, color, radius, strength) {
  const light = pen.createRadialGradient(0, 0, 0, 0, 0, radius);
  light.addColorStop(0, color);
  light.addColorStop(1, "transparent");
  pen.globalAlpha = strength;
  pen.fillStyle = light;
  pen.fillRect(-radius, -radius, 2 * radius, 2 * radius);
  pen.globalAlpha = 1;
}

function diamond(pen, r) {
  pen.beginPath();
  for (const [x, y] of [[0, -r], [r, 0], [0, r], [-r, 0]]) pen.lineTo(x, y);
  pen.closePath();
}

// A dark rim keeps a mark readable over others of its colour.
function filled(pen, color) {
  pen.lineWidth = 2;
  pen.strokeStyle = "#080d14";
  pen.stroke();
  pen.fillStyle = color;
  pen.fill();
}

function open(pen, color, width) {
  pen.lineWidth = width + 2;
  pen.strokeStyle = "#080d14";
  pen.stroke();
  pen.lineWidth = width;
  pen.strokeStyle = color;
  pen.stroke();
}

/** The mark of a severity as a canvas; used by the map and the legend alike. */
export function mark(severity, color, ratio = RATIO) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * ratio;
  // Drawn in memory: reading it back must not wait for the graphics card.
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.scale(ratio, ratio);
  pen.translate(SIZE / 2, SIZE / 2);
  pen.lineJoin = "round";
  draw[severity](pen, color);
  return canvas;
}

/** Give `map` its four case marks. */
export function addMarks(map, tone) {
  for (const severity of [1, 2, 3, 4]) {
    const canvas = mark(severity, tone[`sev-${severity}`]);
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    map.addImage(`case-${severity}`, pixels, { pixelRatio: RATIO });
  }
}
