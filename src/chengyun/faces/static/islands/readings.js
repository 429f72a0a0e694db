// <cy-readings>: charts below each other over the same hours, drawn by the server. One cursor moves
// through all of them, by pointer or by the slider below, and each says what it read then.

import { svg } from "chengyun/dom";

const HELD = 3; // so many usual gaps after its last reading, a chart says nothing

class Readings extends HTMLElement {
  connectedCallback() {
    const data = this.querySelector("script[type='application/json']");
    this.data = JSON.parse(data.textContent);
    this.charts = [...this.querySelectorAll("figure")].map((figure, i) => this.chart(figure, this.data.lines[i]));
    this.label = this.querySelector(".cursor");
    this.slider = this.label.querySelector("input");
    this.steps = Number(this.slider.getAttribute("max"));
    this.label.hidden = false;
    this.listen();
  }

  chart(figure, line) {
    const picture = figure.querySelector("svg");
    const grid = picture.querySelector(".series-grid"); // as wide as the hours
    const [left, right] = ["x1", "x2"].map((name) => Number(grid.getAttribute(name)));
    const box = picture.viewBox.baseVal;
    const rule = svg("line", { class: "cursor-line", y1: 0, y2: box.height, x1: left, x2: left, visibility: "hidden" });
    picture.append(rule);
    return { picture, rule, left, right, width: box.width, line, said: figure.querySelector("output"), gap: usual(line.time) };
  }

  listen() {
    for (const chart of this.charts) {
      chart.picture.addEventListener("pointermove", (event) => this.point(chart, event));
    }
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value) / this.steps));
  }

  point({ picture, left, right, width }, { clientX }) {
    const { left: from, width: wide } = picture.getBoundingClientRect();
    const share = (((clientX - from) / wide) * width - left) / (right - left);
    this.slider.value = String(Math.round(share * this.steps));
    this.show(Math.min(1, Math.max(0, share)));
  }

  /** `share` 0 to 1 of the hours. */
  show(share) {
    const at = this.data.from + share * (this.data.to - this.data.from);
    this.label.querySelector("output").textContent = this.clock(at);
    for (const chart of this.charts) this.mark(chart, share, at);
  }

  mark({ rule, left, right, line, said, gap }, share, at) {
    const x = (left + share * (right - left)).toFixed(1);
    for (const [name, value] of Object.entries({ x1: x, x2: x, visibility: "visible" })) rule.setAttribute(name, value);
    const i = last(line.time, at);
    const held = i >= 0 && at - line.time[i] <= HELD * gap;
    said.textContent = held ? `${line.value[i].toLocaleString(document.documentElement.lang)} ${line.unit}` : "—";
  }

  clock(at) {
    const form = new Intl.DateTimeFormat(document.documentElement.lang, {
      month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.data.zone,
    });
    return form.format(at * 1000);
  }
}

/** The usual time between two readings, in seconds. */
function usual(times) {
  const gaps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? Infinity;
}

/** Index of the last time at or before `at`; -1 where there is none. */
function last(times, at) {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

customElements.define("cy-readings", Readings);
