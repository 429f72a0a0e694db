// <cy-series src mark low high unit>: readings of one datastream as a line, with the alarm's
// moments marked. Over a long time the line is the mean, and a light band behind it reaches from
// the least to the greatest reading of each stretch, so that a spike stays to be seen.

const SVG = "http://www.w3.org/2000/svg";
const DAYS = 2 * 86_400; // seconds; over a longer time the axis tells days
const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [640, 190, 46, 24, 10];

function el(tag, props, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
  if (text != null) element.textContent = text;
  return element;
}

const seconds = (time) => (typeof time === "number" ? time : Date.parse(time) / 1000);

class Series extends HTMLElement {
  async connectedCallback() {
    const data = await fetch(this.getAttribute("src"), { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : null))
      .catch(() => null);
    if (!data) return this.say(this.dataset.failed);
    const { value, min = value, max = value } = data;
    this.bands = data.step > 0;
    const points = data.time.map((time, i) => [seconds(time), value[i], min[i], max[i]]).filter(([, v]) => Number.isFinite(v));
    if (points.length < 2) return this.say(this.dataset.empty);
    this.draw(points);
  }

  say(text) {
    this.textContent = text;
    this.classList.add("hint");
  }

  get marks() {
    return (this.dataset.marks ?? "").split(",").filter(Boolean).map((iso) => Date.parse(iso) / 1000);
  }

  draw(points) {
    const scale = this.scale(points);
    const chart = el("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": this.label(points) });
    const band = this.bands ? [el("path", { class: "series-band", d: area(points, scale) })] : [];
    chart.append(...this.grid(scale), ...this.times(scale), ...band, ...this.lines(scale), el("path", { class: "series-line", d: path(points, scale) }));
    this.replaceChildren(chart);
  }

  scale(points) {
    const [least, most] = extremes(points);
    const [from, to] = [points[0][0], points.at(-1)[0]];
    const pad = (most - least || 1) * 0.12;
    const [low, high] = [least - pad, most + pad];
    const x = (t) => LEFT + ((t - from) / (to - from || 1)) * (WIDTH - LEFT - 8);
    const y = (v) => HEIGHT - BOTTOM - ((v - low) / (high - low)) * (HEIGHT - BOTTOM - TOP);
    return { from, to, low, high, x, y };
  }

  grid({ low, high, y }) {
    return [0, 1, 2, 3].flatMap((i) => {
      const value = low + ((high - low) * (i + 0.5)) / 4;
      const at = y(value).toFixed(1);
      return [
        el("line", { class: "series-grid", x1: LEFT, x2: WIDTH - 8, y1: at, y2: at }),
        el("text", { class: "series-text", x: LEFT - 6, y: Number(at) + 4, "text-anchor": "end" }, short(value, high - low)),
      ];
    });
  }

  times({ from, to, x }) {
    /** @type {Intl.DateTimeFormatOptions} */
    const form = to - from > DAYS ? { month: "numeric", day: "numeric" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const show = new Intl.DateTimeFormat(document.documentElement.lang, { ...form, timeZone: this.dataset.zone });
    return [0, 1, 2, 3, 4].map((i) => {
      const at = from + ((to - from) * i) / 4;
      const anchor = ["start", "middle", "middle", "middle", "end"][i];
      return el("text", { class: "series-text", x: x(at), y: HEIGHT - 6, "text-anchor": anchor }, show.format(at * 1000));
    });
  }

  lines({ from, to, x }) {
    return this.marks.filter((at) => at >= from && at <= to).map((at) =>
      el("line", { class: "series-mark", x1: x(at), x2: x(at), y1: TOP, y2: HEIGHT - BOTTOM }));
  }

  label(points) {
    const [low, high] = extremes(points);
    return `${this.dataset.label ?? ""} ${short(low, 1)}–${short(high, 1)} ${this.dataset.unit ?? ""}`;
  }
}

const short = (value, range) => value.toFixed(range >= 20 ? 0 : range >= 2 ? 1 : 2);

const extremes = (points) => [Math.min(...points.map(([, , least]) => least)), Math.max(...points.map(([, , , most]) => most))];

/** Along the greatest, back along the least. */
function area(points, scale) {
  const [there, back] = [points.map(([t, , , most]) => [t, most]), points.map(([t, , least]) => [t, least]).reverse()];
  return `${path([...there, ...back], scale)}Z`;
}

function path(points, { x, y }) {
  return points.map(([t, v], i) => `${i ? "L" : "M"}${x(t).toFixed(1)} ${y(v).toFixed(1)}`).join("");
}

customElements.define("cy-series", Series);
