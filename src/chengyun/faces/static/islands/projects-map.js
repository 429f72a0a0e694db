// <cy-projects>: the Gantt of all projects and the map are one picture. What is chosen or pointed at
// in one is so in the other; a slider plays both through the baselines, today and the forecast.

import { FONT, paperMap, tone } from "chengyun/paper-map";
import { printButtons, rowsOf } from "chengyun/projects-gantt";

const DAY = 86_400_000;
const NEAR = 5; // workdays of slack up to which a project is yellow, as the server has it
const MARKS = { red: "◆", yellow: "▲", green: "●", done: "✓", none: "○" };
const ON_TOP = { red: 3, yellow: 2, green: 1, done: 0, none: 0 };
const TONES = { red: "bad", yellow: "watch", green: "good", done: "stale", none: "stale" };
const STEP_MS = 90;
const SPEED = 4; // days a step

const days = (text) => Date.parse(`${text}T00:00:00Z`) / DAY;
const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const lampOf = (slack) => (slack < 0 ? "red" : slack <= NEAR ? "yellow" : "green");
const signed = (n) => (n > 0 ? `+${n}` : String(n).replace("-", "−"));
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

/** How a project stood, stands or will stand on a day: {lamp, slack, share, from}. */
function stateAt(project, day, today) {
  if (!project.nodes && day !== today) return { lamp: "none", slack: null, share: null, from: "none" };
  if (day === today) return { lamp: project.lamp, slack: project.slack, share: project.share, from: "today" };
  if (day > today) return forecast(project, day);
  const record = project.records.findLast((one) => days(one.day) <= day);
  if (!record) return { lamp: "none", slack: null, share: null, from: "none" };
  return { lamp: lampOf(record.slack), slack: record.slack, share: record.share, from: "record", day: record.day };
}

function forecast(project, day) {
  const whole = project.nodes.reduce((sum, [, , length]) => sum + length, 0) || 1;
  const worked = ([start, end, length, share]) => {
    const span = days(end) + 1 - days(start);
    return length * Math.max(share, Math.min(1, Math.max(0, (day + 1 - days(start)) / span)));
  };
  const share = project.nodes.reduce((sum, node) => sum + worked(node), 0) / whole;
  const lamp = days(project.finish) <= day ? "done" : project.lamp;
  return { lamp, slack: project.slack, share, from: "forecast" };
}

class Projects extends HTMLElement {
  connectedCallback() {
    printButtons(this);
    const facts = document.getElementById("projects-facts");
    if (!facts) return;
    const { today, first, last, projects, words } = JSON.parse(facts.textContent);
    this.projects = projects;
    this.words = words;
    this.now = this.day = days(today);
    this.low = days(first);
    this.high = days(last);
    this.byKey = new Map(this.projects.map((one) => [one.key, one]));
    this.rows = rowsOf(this.querySelector(".gantt-rows"), (key) => this.choose(key));
    this.listen();
    this.player();
    this.show();
    this.draw().then(() => this.opened());
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.map?.remove();
  }

  opened() {
    const key = location.hash.replace(/^#p-/, "");
    if (!this.byKey.has(key)) return;
    this.pick(key);
  }

  // A project on another page of the Gantt has no row here.
  pick(key) {
    this.rows.choose(key);
    if (!this.byKey.get(key).nodes) this.choose(key);
  }

  async draw() {
    const canvas = this.querySelector(".wallmap-canvas");
    try {
      this.map = await paperMap(canvas, { center: [121.437, 31.168], zoom: 11.4 });
    } catch {
      canvas.classList.add("failed");
      canvas.textContent = this.dataset.failed;
      return;
    }
    this.layers();
    this.paint();
    this.fit();
    for (const layer of ["project", "project-area"]) {
      this.map.on("click", layer, ({ features: [one] }) => this.pick(one.properties.key));
      this.map.on("mousemove", layer, ({ features: [one] }) => this.point(one.properties.key));
      this.map.on("mouseleave", layer, () => this.point(null));
    }
  }

  layers() {
    const map = this.map;
    const color = ["match", ["get", "lamp"], ...Object.entries(TONES).flatMap(([lamp, name]) => [lamp, tone(name)]), tone("stale")];
    const strong = ["any", ["get", "chosen"], ["get", "pointed"]];
    const empty = { type: "FeatureCollection", features: [] };
    map.addSource("shapes", { type: "geojson", data: empty });
    map.addSource("projects", { type: "geojson", data: empty });
    map.addLayer({ id: "project-area", type: "fill", source: "shapes", filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": color, "fill-opacity": ["case", strong, 0.5, 0.24] } });
    map.addLayer({ id: "project-line", type: "line", source: "shapes", layout: { "line-cap": "round" },
      paint: { "line-color": color, "line-width": ["case", strong, 6, 3.5], "line-opacity": 0.8 } });
    map.addLayer({ id: "project-ring", type: "circle", source: "projects", filter: ["==", ["get", "chosen"], true],
      paint: { "circle-radius": 22, "circle-color": color, "circle-opacity": 0.18, "circle-stroke-color": color, "circle-stroke-width": 2 } });
    map.addLayer({ id: "project", type: "circle", source: "projects", layout: { "circle-sort-key": ["get", "rank"] },
      paint: { "circle-radius": ["case", strong, 16, 13], "circle-color": color, "circle-stroke-color": tone("surface"), "circle-stroke-width": 2 } });
    map.addLayer({ id: "project-n", type: "symbol", source: "projects",
      layout: { "symbol-sort-key": ["-", ["get", "rank"]], "text-field": ["get", "label"], "text-font": FONT, "text-size": 12, "text-padding": 0 },
      paint: { "text-color": tone("on-accent") } });
    map.addLayer({ id: "project-name", type: "symbol", source: "projects", minzoom: 12.6,
      layout: { "text-field": ["get", "title"], "text-font": FONT, "text-size": 12, "text-offset": [0, 1.5], "text-anchor": "top", "text-optional": true },
      paint: { "text-color": tone("text"), "text-halo-color": tone("surface"), "text-halo-width": 1.6 } });
  }

  fit() {
    const placed = this.projects.filter(({ lon }) => lon != null);
    if (!placed.length) return;
    const edge = (pick, key) => pick(...placed.map((one) => one[key]));
    const corners = [[edge(Math.min, "lon"), edge(Math.min, "lat")], [edge(Math.max, "lon"), edge(Math.max, "lat")]];
    this.map.fitBounds(corners, { padding: { top: 40, left: 40, right: 40, bottom: 96 }, duration: 0 });
  }

  paint() {
    if (!this.map?.getSource("projects")) return;
    // Of projects on other pages only today is known here.
    const known = this.projects.filter((one) => one.nodes || this.day === this.now);
    const marks = known.map((one) => {
      const { lamp, slack } = stateAt(one, this.day, this.now);
      const label = lamp === "done" || lamp === "none" ? MARKS[lamp] : signed(slack);
      const properties = { key: one.key, title: one.title, lamp, label, rank: ON_TOP[lamp], chosen: one.key === this.chosen, pointed: one.key === this.pointed };
      return { one, properties };
    });
    const features = (geometry) => marks.map(({ one, properties }) => ({ type: "Feature", properties, geometry: geometry(one) })).filter((f) => f.geometry);
    const point = ({ lon, lat }) => (lon == null ? null : { type: "Point", coordinates: [lon, lat] });
    this.map.getSource("projects").setData({ type: "FeatureCollection", features: features(point) });
    this.map.getSource("shapes").setData({ type: "FeatureCollection", features: features((one) => one.shape) });
  }

  choose(key) {
    this.chosen = key;
    const { lon, lat } = this.byKey.get(key) ?? {};
    if (this.map && lon != null) this.map.easeTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), 12.8), duration: 500 });
    history.replaceState(null, "", `#p-${key}`);
    this.card();
    this.paint();
  }

  point(key) {
    if (key === this.pointed) return;
    this.pointed = key;
    for (const row of this.querySelectorAll(".gantt-row[data-key]")) row.classList.toggle("pointed", row.dataset.key === key);
    if (this.map) this.map.getCanvas().style.cursor = key ? "pointer" : "";
    this.paint();
  }

  card() {
    const card = this.querySelector(".wallmap-card");
    const project = this.byKey.get(this.chosen);
    card.hidden = !project;
    if (!project) return;
    const state = stateAt(project, this.day, this.now);
    const link = Object.assign(document.createElement("a"), { textContent: project.title, href: `${this.dataset.address}${project.key}/` });
    const lamp = Object.assign(document.createElement("p"), { className: `lamp lamp-${state.lamp}`, textContent: `${MARKS[state.lamp]} ${this.words.lamps[state.lamp]}` });
    const told = Object.assign(document.createElement("p"), { className: "muted", textContent: this.sentence(state) });
    card.replaceChildren(link, lamp, told);
  }

  sentence(state) {
    const { words } = this;
    if (state.from === "none") return words.none;
    const slack = fill(state.slack < 0 ? words.late : words.slack, { n: Math.abs(state.slack) });
    const share = fill(words.done, { share: `${Math.round(state.share * 100)}%` });
    const from = state.from === "record" ? fill(words.record, { day: state.day }) : words[state.from];
    return [share, slack, from].join(" · ");
  }

  listen() {
    const list = this.querySelector(".gantt-rows");
    list.addEventListener("mouseover", ({ target }) => this.point(target.closest(".gantt-row[data-key]")?.dataset.key ?? null));
    list.addEventListener("mouseleave", () => this.point(null));
  }

  player() {
    const slider = this.querySelector("input[type=range]");
    const button = this.querySelector("[data-play]");
    const word = button.querySelector("[data-word]");
    Object.assign(slider, { min: this.low, max: this.high, value: this.now });
    slider.addEventListener("input", () => this.go(Number(slider.value)));
    this.querySelector("[data-today]").addEventListener("click", () => this.go(this.now));
    button.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
    this.names = [word.textContent, word.dataset.word];
  }

  play() {
    if (this.day >= this.high) this.go(this.low);
    this.timer = setInterval(() => (this.day >= this.high ? this.stop() : this.go(Math.min(this.high, this.day + SPEED))), STEP_MS);
    this.told();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.told();
  }

  told() {
    const button = this.querySelector("[data-play]");
    button.setAttribute("aria-pressed", String(Boolean(this.timer)));
    button.querySelector("[data-word]").textContent = this.names[this.timer ? 1 : 0];
    button.querySelector("[aria-hidden]").textContent = this.timer ? "❚❚" : "▶";
  }

  go(day) {
    this.day = day;
    this.show();
    this.paint();
    this.card();
  }

  // The line of the day, and the lamp of each row as it was or will be.
  show() {
    const share = (100 * (this.day - this.low)) / (this.high - this.low + 1);
    for (const line of this.querySelectorAll(".gantt-ground .play")) {
      line.setAttribute("x1", `${share}%`);
      line.setAttribute("x2", `${share}%`);
    }
    this.querySelector("input[type=range]").value = this.day;
    const kind = this.day === this.now ? this.words.today : this.day > this.now ? this.words.forecast : "";
    this.querySelector(".player output").textContent = `${iso(this.day)} ${kind}`;
    this.querySelector("[data-day]").textContent = iso(this.day);
    for (const row of this.querySelectorAll(".gantt-row[data-key]")) this.light(row);
    this.count();
  }

  light(row) {
    const { lamp, slack, share } = stateAt(this.byKey.get(row.dataset.key), this.day, this.now);
    row.dataset.lamp = lamp;
    const mark = row.querySelector(".lamp-slot .lamp");
    mark.className = `lamp lamp-${lamp}`;
    mark.title = this.words.lamps[lamp];
    mark.firstElementChild.textContent = MARKS[lamp];
    mark.lastElementChild.textContent = this.words.lamps[lamp];
    row.querySelector(".gantt-slack").textContent = slack == null ? "–" : signed(slack);
    this.fillBar(row, share);
  }

  // What is done of the bar: today as the server drew it, on other days by the share of then.
  fillBar(row, share) {
    const done = row.querySelector(".bar-done");
    done.dataset.today ??= done.getAttribute("width");
    const whole = parseFloat(row.querySelector(".bar").getAttribute("width"));
    const width = this.day === this.now ? done.dataset.today : `${whole * (share ?? 0)}%`;
    done.setAttribute("width", width);
  }

  // How many have which lamp; of projects on other pages only today is known here.
  count() {
    const lamps = this.projects.map((one) => (one.nodes || this.day === this.now ? stateAt(one, this.day, this.now).lamp : null));
    for (const told of this.querySelectorAll("[data-tally]")) {
      told.dataset.today ??= told.textContent;
      const known = this.day !== this.now && !lamps.includes(null);
      told.textContent = known ? lamps.filter((lamp) => lamp === told.dataset.tally).length : told.dataset.today;
    }
  }
}

customElements.define("cy-projects", Projects);
