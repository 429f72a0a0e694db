// The live points on the map: one layer of the map's own WebGL, drawn from the columns as they
// are. A place goes to the graphics card as whole millionths of a degree; the shader does the
// projection, so a point that moves costs four bytes twice and no arithmetic here.

const VERTEX = `#version 300 es
precision highp float;
uniform mat4 u_matrix;   // from mercator around the origin to the screen
uniform ivec2 u_origin;  // millionths of a degree
uniform float u_east;    // mercator per millionth of a degree
uniform vec3 u_north;    // the same northward: first three terms of its series around the origin
uniform float u_radius;  // pixels of the canvas
uniform vec2 u_opacity;  // at rest, and just after it spoke
uniform vec4 u_colors[6];
layout(location = 0) in int a_lon;
layout(location = 1) in int a_lat;
layout(location = 2) in uint a_flags;
flat out vec4 v_color;
void main() {
  vec2 d = vec2(ivec2(a_lon, a_lat) - u_origin);
  float north = d.y * (u_north.x + d.y * (u_north.y + d.y * u_north.z));
  gl_Position = u_matrix * vec4(d.x * u_east, north, 0.0, 1.0);
  gl_PointSize = 2.0 * u_radius + 1.0;
  vec4 color = u_colors[min(a_flags & 7u, 5u)];
  v_color = vec4(color.rgb, color.a * ((a_flags & 8u) != 0u ? u_opacity.y : u_opacity.x));
}`;
const FRAGMENT = `#version 300 es
precision highp float;
uniform float u_radius;
uniform float u_flat;  // how much a disc on the ground looks pressed
uniform bool u_glow;
flat in vec4 v_color;
out vec4 color;
void main() {
  vec2 p = (gl_PointCoord - 0.5) * (2.0 * u_radius + 1.0);
  float away = length(vec2(p.x, p.y / u_flat));
  float alpha = u_glow ? pow(max(0.0, 1.0 - away / u_radius), 1.5) : clamp(u_radius + 0.2 - away, 0.0, 1.0);
  color = vec4(v_color.rgb, 1.0) * (v_color.a * alpha);
}`;

// Pixels and opacities at zooms; between them they grow as the map does.
const LOOK = {
  rest: { radius: [[10, 0.7], [12, 1.05], [14, 2.4], [17, 6]], opacity: [[12, 0.42], [15.5, 0.75]], lit: 1 },
  glow: { radius: [[10, 9], [14, 18], [17, 34]], opacity: [[10, 0.6]], lit: 0.6 },
  alarm: { radius: [[10, 2.2], [14, 4], [17, 8]], opacity: [[10, 1]], lit: 1 },
};
// The more grains of light there are, the fainter each of them at rest.
const CROWD = 30_000;
// A drawing that took longer is slow; the next waits for so many times as long.
const SLOW_MS = 120;
const RESTS = 12;
const STATES = ["accent", "sev-1", "sev-2", "sev-3", "sev-4", "stale"];
const COLUMNS = [["lon", "INT", 4], ["lat", "INT", 4], ["flags", "UNSIGNED_BYTE", 1]];

/** A MapLibre custom layer; `show(points)` gives it what to draw, `touch()` says what changed. */
export class PointLayer {
  id = "points";
  type = "custom";
  #map;
  #drawing = null;
  #points = null;
  #dirty = new Set();
  #waiting = null;
  #restedAt = 0;
  #colors;

  constructor(tone) {
    this.#colors = new Float32Array(STATES.flatMap((name) => rgba(tone[name])));
  }

  onAdd(map) {
    this.#map = map;
    map.on("webglcontextlost", () => (this.#drawing = null));
  }

  show(points) {
    this.#points = points;
    this.#drawing?.place(points.middle());
    this.touch("lon", "lat", "flags");
  }

  /** These columns are not what they were: "lon", "lat", "flags". */
  touch(...columns) {
    for (const column of columns) this.#dirty.add(column);
    this.#waiting ??= setTimeout(() => this.#repaint(), Math.max(0, this.#restedAt - performance.now()));
  }

  // A machine that draws slowly draws less often, so that words and numbers still come at once.
  #repaint() {
    this.#waiting = null;
    this.#map?.triggerRepaint();
    const began = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const took = performance.now() - began;
      this.#restedAt = took > SLOW_MS ? began + took * RESTS : 0;
    }));
  }

  render(gl, { defaultProjectionData }) {
    if (!this.#points?.length) return;
    this.#drawing ??= this.#begin(gl);
    this.#drawing.upload(this.#points, this.#dirty);
    this.#dirty.clear();
    const flat = Math.max(0.4, Math.cos((this.#map.getPitch() * Math.PI) / 180));
    this.#drawing.draw(defaultProjectionData.mainMatrix, this.#map.getZoom(), this.#map.getPixelRatio(), flat);
  }

  #begin(gl) {
    const drawing = new Drawing(gl, this.#colors);
    drawing.place(this.#points.middle());
    for (const [column] of COLUMNS) this.#dirty.add(column);
    return drawing;
  }
}

/** What lies on the graphics card. */
class Drawing {
  #gl;
  #program;
  #uniforms;
  #shape;
  #buffers = {};
  #sizes = {};
  #alarms;
  #alarmed = 0;
  #count = 0;
  /** @type {[number, number]} */
  #origin = [0, 0];

  constructor(gl, colors) {
    this.#gl = gl;
    this.#program = program(gl);
    this.#uniforms = uniforms(gl, this.#program);
    this.#shape = gl.createVertexArray();
    gl.bindVertexArray(this.#shape);
    COLUMNS.forEach(([name, type], at) => this.#attribute(name, gl[type], at));
    this.#alarms = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#alarms);
    gl.bindVertexArray(null);
    gl.useProgram(this.#program);
    gl.uniform4fv(this.#uniforms.u_colors, colors);
  }

  /** Count places from `origin`, so that a 32-bit number is exact to centimetres. */
  place(origin) {
    this.#origin = origin;
  }

  upload(points, dirty) {
    const gl = this.#gl;
    this.#count = points.length;
    for (const name of dirty) this.#send(name, points[name]);
    if (!dirty.has("flags")) return;
    const rows = points.alarmed();
    this.#alarmed = rows.length;
    gl.bindVertexArray(this.#shape);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, rows, gl.DYNAMIC_DRAW);
    gl.bindVertexArray(null);
  }

  draw(matrix, zoom, ratio, flat) {
    const gl = this.#gl;
    gl.useProgram(this.#program);
    gl.bindVertexArray(this.#shape);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    this.#project(matrix);
    this.#look(LOOK.rest, zoom, ratio, flat, Math.min(1, Math.sqrt(CROWD / this.#count)));
    gl.drawArrays(gl.POINTS, 0, this.#count);
    for (const look of [LOOK.glow, LOOK.alarm]) {
      this.#look(look, zoom, ratio, 1);
      gl.drawElements(gl.POINTS, this.#alarmed, gl.UNSIGNED_INT, 0);
    }
    gl.bindVertexArray(null);
  }

  #attribute(name, type, at) {
    const gl = this.#gl;
    this.#buffers[name] = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[name]);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribIPointer(at, 1, type, 0, 0);
  }

  #send(name, column) {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[name]);
    if (this.#sizes[name] === column.byteLength) gl.bufferSubData(gl.ARRAY_BUFFER, 0, column);
    else gl.bufferData(gl.ARRAY_BUFFER, column, gl.DYNAMIC_DRAW);
    this.#sizes[name] = column.byteLength;
  }

  #project(matrix) {
    const { x, y, east, north } = around(this.#origin);
    this.#gl.uniformMatrix4fv(this.#uniforms.u_matrix, false, shifted(matrix, x, y));
    this.#gl.uniform2i(this.#uniforms.u_origin, ...this.#origin);
    this.#gl.uniform1f(this.#uniforms.u_east, east);
    this.#gl.uniform3f(this.#uniforms.u_north, ...north);
  }

  #look(look, zoom, ratio, flat, faint = 1) {
    const gl = this.#gl;
    gl.uniform1f(this.#uniforms.u_radius, byZoom(look.radius, zoom) * ratio);
    gl.uniform2f(this.#uniforms.u_opacity, byZoom(look.opacity, zoom) * faint, look.lit);
    gl.uniform1f(this.#uniforms.u_flat, flat);
    gl.uniform1i(this.#uniforms.u_glow, look === LOOK.glow ? 1 : 0);
  }
}

/** Web Mercator (the world is 0 to 1) around a place: exact to a centimetre within half a degree. */
function around([lon, lat]) {
  const unit = Math.PI / 180e6;
  const phi = lat * unit;
  const [sec, tan] = [1 / Math.cos(phi), Math.tan(phi)];
  const turn = -1 / (2 * Math.PI);
  return {
    x: 0.5 + (lon * unit) / (2 * Math.PI),
    y: 0.5 + turn * Math.log(tan + sec),
    east: unit / (2 * Math.PI),
    north: [turn * sec * unit, (turn * sec * tan * unit ** 2) / 2, (turn * (sec * tan ** 2 + sec ** 3) * unit ** 3) / 6],
  };
}

/** `matrix` after a move by (x, y), in full precision until the last step. */
function shifted(matrix, x, y) {
  const moved = Float64Array.from(matrix);
  for (let i = 0; i < 4; i++) moved[12 + i] += matrix[i] * x + matrix[4 + i] * y;
  return Float32Array.from(moved);
}

const BASE = 1.6;

function byZoom(stops, zoom) {
  const next = stops.findIndex(([at]) => at > zoom);
  if (next === 0) return stops[0][1];
  if (next < 0) return stops.at(-1)[1];
  const [[from, low], [to, high]] = [stops[next - 1], stops[next]];
  return low + ((high - low) * (BASE ** (zoom - from) - 1)) / (BASE ** (to - from) - 1);
}

function program(gl) {
  const made = gl.createProgram();
  for (const [type, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(`points: ${gl.getProgramInfoLog(made)}`);
  return made;
}

function uniforms(gl, made) {
  const names = ["u_matrix", "u_origin", "u_east", "u_north", "u_radius", "u_opacity", "u_colors", "u_flat", "u_glow"];
  return Object.fromEntries(names.map((name) => [name, gl.getUniformLocation(made, name)]));
}

/** Any CSS colour as four numbers from 0 to 1. */
function rgba(css) {
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  pen.fillStyle = css;
  pen.fillRect(0, 0, 1, 1);
  return Array.from(pen.getImageData(0, 0, 1, 1).data, (part) => part / 255);
}
