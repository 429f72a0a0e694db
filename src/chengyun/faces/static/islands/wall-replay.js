// The last 24 hours again: a slider in the foot, the clock in another colour, and one way out.

import { spark } from "chengyun/charts";
import { h } from "chengyun/dom";
import { levels } from "chengyun/wall-past";
import { date, hourMinute, t } from "chengyun/words";

const SPEEDS = [60, 600, 1800]; // seconds of the past a second
const FRAME_MS = 250;
const HOURS = 6; // between two marks of the scale
const STEP_S = 300; // an arrow key goes so far

export class Replay extends EventTarget {
  #past;
  #timer = 0;
  #parts = {};
  speed = 1;

  /** `past` is GET /api/v1/wall/past; events: "moment" with `at` set, "end". */
  constructor(wall, past) {
    super();
    this.wall = wall;
    this.root = wall.querySelector("#wall-replay");
    this.#past = past;
    this.at = past.from;
    this.#draw();
  }

  start() {
    this.wall.dataset.mode = "replay";
    this.seek(this.#past.from);
    this.play();
  }

  get past() {
    return this.#past;
  }

  /** Go to a moment (seconds), within the day. */
  seek(at) {
    this.at = Math.min(this.#past.to, Math.max(this.#past.from, at));
    this.#parts.slider.value = this.at;
    this.#parts.slider.setAttribute("aria-valuetext", this.#said());
    this.#parts.time.textContent = this.#said();
    this.root.style.setProperty("--at", (this.at - this.#past.from) / (this.#past.to - this.#past.from));
    this.dispatchEvent(new Event("moment"));
    if (this.at >= this.#past.to) this.pause();
  }

  play() {
    if (this.at >= this.#past.to) this.seek(this.#past.from);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.seek(this.at + (SPEEDS[this.speed] * FRAME_MS) / 1000), FRAME_MS);
    this.#label(true);
  }

  pause() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#label(false);
  }

  toggle() {
    if (this.#timer) this.pause();
    else this.play();
  }

  step(way) {
    this.pause();
    this.seek(this.at + way * STEP_S);
  }

  faster() {
    this.speed = (this.speed + 1) % SPEEDS.length;
    this.#parts.speed.textContent = `× ${SPEEDS[this.speed]}`;
    if (this.#timer) this.play();
  }

  end() {
    this.pause();
    this.root.replaceChildren();
    delete this.wall.dataset.mode;
    this.dispatchEvent(new Event("end"));
  }

  #said() {
    return `${date(this.at * 1000)} ${hourMinute(this.at * 1000)}`;
  }

  #label(playing) {
    this.#parts.play.textContent = playing ? "❚❚" : "▶";
    this.#parts.play.setAttribute("aria-label", t(playing ? "pause" : "play"));
  }

  #draw() {
    const { from, to } = this.#past;
    const button = (name, text, onclick) => (this.#parts[name] = h("button", { type: "button", class: `replay-${name}`, onclick }, text));
    this.#parts.slider = h("input", { type: "range", min: from, max: to, step: 60, "aria-label": t("replay"),
      oninput: () => (this.pause(), this.seek(Number(this.#parts.slider.value))) });
    this.#parts.time = h("b", { class: "replay-time" });
    this.root.replaceChildren(
      h("strong", { title: t("replay_note") }, t("replay")),
      button("play", "▶", () => this.toggle()),
      button("speed", `× ${SPEEDS[this.speed]}`, () => this.faster()),
      h("div", { class: "replay-day" }, spark(levels(this.#past, 144), { width: 1000, height: 34, pad: 1 }), this.#parts.slider, ...marks(from, to)),
      this.#parts.time,
      button("end", t("back_to_live"), () => this.end()),
    );
    this.root.querySelector("svg").setAttribute("preserveAspectRatio", "none");
    this.#label(false);
  }
}

function marks(from, to) {
  const first = Math.ceil(from / (HOURS * 3600)) * HOURS * 3600;
  const at = (moment) => h("time", { vars: { x: (moment - from) / (to - from) } }, hourMinute(moment * 1000));
  return Array.from({ length: 24 / HOURS }, (_, i) => first + i * HOURS * 3600).filter((moment) => moment <= to).map(at);
}
