// Command mode: one incident fills the wall. Who is on the way and who is there, what is to be
// done and by when, what the sensors around it say, and a log that writes itself from the ledger.

import { spark } from "chengyun/charts";
import { get } from "chengyun/api";
import { coalesce, h, keyed } from "chengyun/dom";
import { withQuery } from "chengyun/wall-keys";
import { drawPanels } from "chengyun/wall-pack";
import { age, ago, clock, hourMinute, number, t, titleOf } from "chengyun/words";

const LAMPS = { waiting: "grey", open: "yellow", accepted: "yellow", arrived: "green", done: "done", declined: "grey", cancelled: "grey" };
const CHART_HOURS = 6;
const CHART_MS = 120_000; // a line of so many hours looks no other before
const id = (name) => document.getElementById(name);
const ms = (iso) => Date.parse(iso);

const TICK_S = 10; // ages and lamps move on although nothing is heard
const AGAIN_S = 30; // and so often all is asked anew: stills and states come by no stream
const OLD_STILL_S = 600;
const PANELS_MS = 10_000; // packs reckon for a while: they are asked on their own, and not at every step

export class Command {
  /** Number of the incident shown, "" outside command mode. */
  number = "";
  #told = null;
  #asked = 0; // when
  #of = ""; // the incident that packs were last asked of, and when
  #since = 0;

  /** `wall` is the page's root, `now()` the server's time in ms. */
  constructor(wall, now) {
    this.wall = wall;
    this.now = now;
    this.follow = coalesce(() => this.#read(), 1000);
  }

  /** Show the incident; gives the case, or null where there is none for this reader. */
  async enter(number_) {
    this.number = number_;
    const told = await this.#read();
    if (!told) return this.leave();
    this.wall.dataset.mode = "command";
    history.replaceState(null, "", withQuery({ case: number_ }));
    return told.case;
  }

  leave() {
    this.number = "";
    delete this.wall.dataset.mode;
    history.replaceState(null, "", withQuery({ case: "" }));
    return null;
  }

  /** Something was done with this case. */
  hear(number_) {
    if (this.number && number_ === this.number) this.follow();
  }

  /** Something may have been done that was not heard of. */
  again() {
    if (this.number) this.follow();
  }

  /** A second has gone. */
  tick() {
    if (!this.number || !this.#told) return;
    if (performance.now() - this.#asked >= AGAIN_S * 1000) this.follow();
    else if (Math.floor(this.now() / 1000) % TICK_S === 0) render(this.#told, this.now());
  }

  /** New readings: columns of a "live" event. */
  patch({ ids, values, states, t: at = 0 }) {
    const shown = (this.number && this.#told?.sensors) || [];
    const news = shown.map((sensor) => [sensor, ids.indexOf(sensor.id)]).filter(([, row]) => row >= 0);
    for (const [sensor, row] of news) Object.assign(sensor, { value: values[row], state: states[row], at: at / 1e6 });
    if (news.length) showSensors(shown, this.now());
  }

  async #read() {
    const asked = this.number;
    this.#asked = performance.now();
    const told = await get(`/api/v1/wall/cases/${encodeURIComponent(asked)}`).catch(() => null);
    if (!told || this.number !== asked) return null;
    this.#told = told;
    render(told, this.now());
    this.#panels(asked);
    return told;
  }

  // What packs say of the incident. Nothing else waits for it.
  async #panels(asked) {
    const soon = this.#of === asked && performance.now() - this.#since < PANELS_MS;
    if (soon) return;
    if (this.#of !== asked) showPanels([]);
    [this.#of, this.#since] = [asked, performance.now()];
    const told = await get("/api/v1/wall/panels", { case: asked }).catch(() => null);
    if (told && this.number === asked) showPanels(told.panels);
  }
}

function render({ case: item, ...told }, now) {
  showHead(item, now);
  showUnits(item, told.tasks, now);
  showTasks(told.tasks, now);
  showLog(told.timeline);
  showSensors(told.sensors, now);
  showStills(told.stills, now);
  showPhotos(told.photos);
}

// Drawn anew only where they say something new: what is read is not to flicker.
function showPanels(panels) {
  const words = JSON.stringify(panels);
  if (id("case-pack").dataset.words === words) return;
  id("case-pack").dataset.words = words;
  drawPanels(id("case-pack"), panels);
}

function showHead(item, now) {
  const left = item.due_at && !item.closed_at ? (ms(item.due_at) - now) / 1000 : null;
  id("case-head").dataset.sev = item.severity;
  id("case-head").replaceChildren(
    h("p", { class: "card-head" }, h("b", {}, t(`severity_${item.severity}`)), item.stage_label, h("span", {}, item.number)),
    h("h3", {}, titleOf(item)),
    h("p", { class: "case-place" }, [item.address, item.area?.name].filter(Boolean).join(" · ")),
    h("dl", {},
      h("div", {}, h("dt", {}, t("since_opened")), h("dd", {}, age((now - ms(item.opened_at)) / 1000))),
      left == null ? "" : h("div", { dataset: { late: left < 0 || item.overdue } }, h("dt", {}, t(left < 0 ? "time_over" : "time_left")), h("dd", {}, age(Math.abs(left))))),
  );
}

// The unit in the lead and those called: on the way, then there, each as it was told.
function showUnits(item, tasks, now) {
  const lead = item.unit ? [{ id: "lead", unit: item.unit, lead: true, accepted_at: item.accepted_at, opened_at: item.dispatched_at, ended_at: item.handled_at }] : [];
  const called = tasks.filter(({ unit, opened_at, stage }) => unit && opened_at && !["declined", "cancelled"].includes(stage));
  const seen = new Map([...called, ...lead].map((row) => [row.unit.code, row]));
  keyed(id("case-units"), [...seen.values()], (row) => row.unit.code, () => h("li"), (li, row) => {
    const [state, since] = whereabouts(row);
    li.dataset.state = state;
    li.replaceChildren(h("b", {}, row.unit.name), row.lead ? h("em", {}, t("lead")) : "",
      h("span", {}, t(`unit_${state}`), row.arrived_m != null ? ` · ${t("metres_off", { n: number(row.arrived_m) })}` : ""),
      h("time", {}, since ? ago((now - ms(since)) / 1000) : ""), ...line(way(row)));
  });
  id("case-units").hidden = !seen.size;
}

// When it was called, set out and arrived, each as it was told; the call alone is said above.
const way = (row) =>
  [["called", row.opened_at], ["coming", row.accepted_at], ["there", row.arrived_at], ["done", row.ended_at]]
    .filter(([, at], step) => at && (step || row.accepted_at || row.arrived_at || row.ended_at))
    .map(([state, at]) => h("span", {}, t(`unit_${state}`), h("time", { datetime: at }, hourMinute(ms(at)))));

const line = (steps) => (steps.length ? [h("p", {}, ...steps)] : []);

const whereabouts = ({ ended_at, arrived_at, accepted_at, opened_at }) =>
  ended_at ? ["done", ended_at] : arrived_at ? ["there", arrived_at] : accepted_at ? ["coming", accepted_at] : ["called", opened_at];

function showTasks(tasks, now) {
  id("case-book").textContent = tasks.find(({ playbook }) => playbook)?.playbook ?? "";
  if (!tasks.length) return id("case-tasks").replaceChildren(h("li", { class: "quiet" }, t("no_tasks")));
  id("case-tasks").querySelector(".quiet")?.remove();
  keyed(id("case-tasks"), tasks, (task) => task.id, () => h("li"), (li, task) => {
    const over = !task.ended_at && (task.overdue || (task.due_at && ms(task.due_at) < now));
    const left = task.due_at && !task.ended_at ? (ms(task.due_at) - now) / 1000 : null;
    li.dataset.lamp = over ? "red" : LAMPS[task.stage] ?? "grey";
    li.replaceChildren(
      h("i", { class: "lamp", "aria-hidden": "true" }), h("b", {}, task.title),
      h("span", {}, [task.unit?.name, task.stage_label].filter(Boolean).join(" · ")),
      h("time", {}, left == null ? (task.ended_at ? hourMinute(ms(task.ended_at)) : "") : t(left < 0 ? "overdue" : "left", { age: age(Math.abs(left)) })),
    );
  });
}

function showLog(steps) {
  const newest = [...steps].reverse();
  keyed(id("case-log"), newest, (step) => step.seq, () => h("li"), (li, step, isNew) => {
    if (!isNew) return;
    li.append(h("time", {}, clock(ms(step.at))), h("b", {}, step.label),
      h("span", {}, [step.actor?.name ?? t("system"), step.note].filter(Boolean).join(" · ")));
  });
}

const STATES = ["", "severity_1", "severity_2", "severity_3", "severity_4", "silent"];

function showSensors(sensors, now) {
  id("case-sensors").closest("section > div").hidden = !sensors.length;
  keyed(id("case-sensors"), sensors, (sensor) => sensor.id, create, (li, sensor) => {
    li.dataset.sev = sensor.state;
    li.querySelector("b").textContent = sensor.title;
    li.querySelector("span").textContent = [sensor.name, STATES[sensor.state] && t(STATES[sensor.state])].filter(Boolean).join(" · ");
    li.querySelector("strong").textContent = number(sensor.value);
    li.querySelector("small").textContent = sensor.unit;
    li.title = sensor.at ? ago((now - sensor.at * 1000) / 1000) : "";
    draw(li.querySelector("figure"), sensor.id, now);
  });
}

const create = (sensor) => h("li", {}, h("b"), h("span"), h("figure"), h("strong", { dataset: { sensor: sensor.id } }), h("small"));

async function draw(chart, stream, now) {
  if (now - Number(chart.dataset.at ?? 0) < CHART_MS) return;
  chart.dataset.at = now;
  const told = await get(`/api/v1/datastreams/${stream}/history`, { hours: CHART_HOURS, points: 160 }).catch(() => null);
  if (told) chart.replaceChildren(spark(told.value, { width: 118, height: 34, low: told.min, high: told.max }));
}

// The last picture of each camera near by; how old it is stands on it.
function showStills(stills, now) {
  id("case-stills").closest("section > div").hidden = !stills.length;
  keyed(id("case-stills"), stills, (still) => still.id, (still) =>
    h("a", { href: still.urls[1280], title: still.name }, h("img", { src: still.urls[320], alt: still.name }), h("b", {}, still.name), h("time")),
  (link, still) => {
    const seconds = (now - ms(still.at)) / 1000;
    link.dataset.old = seconds > OLD_STILL_S;
    link.querySelector("time").textContent = [ago(seconds), still.simulated && t("simulated")].filter(Boolean).join(" · ");
  });
}

function showPhotos(photos) {
  id("case-photos").closest("section > div").hidden = !photos.length;
  keyed(id("case-photos"), photos, (photo) => photo.id, (photo) => {
    const [small] = Object.values(photo.urls);
    return h("a", { href: photo.urls.original }, h("img", { src: small, alt: "" }), h("time", {}, hourMinute(ms(photo.taken_at ?? photo.uploaded_at))));
  }, () => null);
}
