// The wall: one state, one stream, and every part of the page a view of it.
// The area in the address (?area=) is the one selection that map, tiles and feed share.

import { get } from "chengyun/api";
import { coalesce, painted } from "chengyun/dom";
import { Stream } from "chengyun/stream";
import { config } from "chengyun/words";
import { fitCanvas, FRAMES, shiftAgainstBurnIn } from "chengyun/wall-canvas";
import { cardIsOpen, closeCard, showCase, showPoint } from "chengyun/wall-card";
import { isFresh, showFeed } from "chengyun/wall-feed";
import { Command } from "chengyun/wall-command";
import * as head from "chengyun/wall-head";
import { listen, toggleFull, withQuery } from "chengyun/wall-keys";
import { countLegend, drawLegend, showShade } from "chengyun/wall-legend";
import { shapesOf } from "chengyun/map-ground";
import { makeMap, pixels } from "chengyun/wall-map";
import { showMoment } from "chengyun/wall-moment";
import { areasAt } from "chengyun/wall-past";
import { inScene, listenTo } from "chengyun/wall-hear";
import { showPanels } from "chengyun/wall-panels";
import { Replay } from "chengyun/wall-replay";
import * as scenes from "chengyun/wall-scenes";
import { ask, askPast, askPoints, cases, now, query, REFRESH_MS, state } from "chengyun/wall-state";
import { addToTicker, clearTicker } from "chengyun/wall-ticker";
import { ageVitals, patchVitals } from "chengyun/wall-vitals";

const FEED = 40;
const FIGURES_MS = 1_500; // so long the map waits for the figures
const wall = document.getElementById("wall");
const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;

const stream = new Stream();
let map = null;
let replay = null;
const shownNow = () => (replay ? replay.at * 1000 : now());
const shownCases = () => replay?.cases ?? state.data.feed;

// -- reading

async function load() {
  const data = await ask();
  if (data) accept(data);
  showTruth();
}

function accept(data) {
  const moved = data.area.code !== state.data?.area.code;
  const cut = data.scene.key !== state.data?.scene.key;
  Object.assign(state, { data, fetchedAt: Date.now(), failure: null, ahead: Date.parse(data.now) - Date.now() });
  state.scene = data.scene.key;
  if (moved) arrive(data.area);
  openIncident ??= enterIncident(query().get("case"));
  if (cut) arriveInScene(data.scene, moved);
  if (!replay) render();
}

const refresh = coalesce(load, 1000);
let openIncident = null; // the one of the address, once

async function loadPoints() {
  if (!map) return;
  const columns = await askPoints();
  if (columns) map.setPoints(columns);
  if (replay) showThen();
  else countLegend(cases(), map.tally());
}

// -- moving

function arrive(area) {
  state.area = area.code;
  clearTicker();
  drawLegend(area.code);
  head.showPath(area, go);
  stream.open(["cases", "live", "vitals"], area.code, state.data.after);
  shapesOf(area).catch(() => null);
  map?.showArea(area).then(settle, () => null);
  loadPoints();
}

// The map is there and so are the figures: shade it, and go to the incident that is shown.
function settle() {
  shade();
  if (incident) map.choose(incident.number, [incident.lon, incident.lat], 16);
}

function arriveInScene(scene, moved) {
  wall.dataset.scene = scene.key;
  map?.bringForward(scene.layers);
  if (moved) return;
  clearTicker();
  loadPoints();
}

function chooseScene(key, push = true) {
  if (key === undefined || key === state.scene) return;
  state.scene = key;
  endReplay();
  forget();
  if (push) history.replaceState(null, "", withQuery({ scene: key }));
  load();
}

function go(code, push = true) {
  if (code === state.area) return map?.home();
  state.area = code;
  state.chosen = null;
  endReplay();
  forget();
  if (push) history.pushState(null, "", withQuery({ area: code }));
  return load();
}

function up() {
  if (command.number) return leaveIncident();
  if (replay) return endReplay();
  if (cardIsOpen()) return forget();
  const path = state.data?.area.path.filter(({ code }) => code !== state.data.area.code) ?? [];
  return path.length ? go(path.at(-1).code) : map?.home();
}

// -- choosing

function choose(item) {
  if (state.chosen === item.number && !replay) return enterIncident(item.number);
  state.chosen = item.number;
  map?.choose(item.number, [item.lon, item.lat]);
  showCase(item, shownNow(), forget, replay ? null : () => enterIncident(item.number));
  renderFeed();
}

async function chooseNumber(number) {
  const known = shownCases().find((item) => item.number === number);
  const item = known ?? (await get(`/api/v1/cases/${encodeURIComponent(number)}`).catch(() => null));
  if (item) choose(item);
}

function forget() {
  if (state.chosen) map?.home();
  state.chosen = null;
  map?.choose(null);
  closeCard();
  if (state.data) renderFeed();
}

// -- one incident

const command = new Command(wall, now);

let incident = null;

async function enterIncident(number) {
  if (!number) return;
  endReplay();
  closeCard();
  incident = await command.enter(number);
  if (incident) map?.choose(number, [incident.lon, incident.lat], 16);
}

function leaveIncident() {
  incident = command.leave();
  forget();
  map?.home();
}

// -- the last day again

async function startReplay() {
  if (replay || command.number || !state.data) return;
  const told = await askPast();
  if (!told || replay) return;
  forget();
  replay = new Replay(wall, told);
  replay.addEventListener("moment", showThen);
  replay.addEventListener("end", backToLive);
  replay.start();
}

const endReplay = () => replay?.end();

function backToLive() {
  replay = null;
  forget();
  render();
  loadPoints();
}

function showThen() {
  showMoment(replay, state.data, map);
  shade();
  renderFeed();
}

// -- showing

function render() {
  const { data } = state;
  showPanels(data, chooseScene);
  shade();
  renderCases();
}

function shade() {
  const rows = replay?.cases ? areasAt(state.data.areas, replay.cases) : state.data.areas;
  showShade(state.by, map?.setAreas(rows, state.by), shadeNext);
}

function shadeNext() {
  state.by = state.by === "open" ? "overdue" : "open";
  if (state.data) shade();
}

function renderCases() {
  const fresh = new Set(cases().filter((item) => isFresh(item, now())).map((item) => item.number));
  map?.setCases(cases(), fresh);
  countLegend(cases(), map?.tally());
  renderFeed();
}

function renderFeed() {
  const total = replay ? shownCases().length : state.data.areas.reduce((sum, area) => sum + area.open, 0) || state.data.feed.length;
  showFeed(shownCases().slice(0, FEED), shownNow(), { total, chosen: state.chosen, pick: choose, hover: (item) => map?.choose(item.number) });
}

const showTruth = () => head.showTruth(wall, state, stream);

// -- hearing

const missed = () => (refresh(), loadPoints(), command.again());

listenTo(stream, { showTruth, missed }, {
  happened(item, action) {
    command.hear(item.number);
    if (!item.area?.code.startsWith(state.area) || !inScene(item)) return;
    addToTicker(action, item, now());
    refresh();
  },
  vitals: (signs) => replay || patchVitals(signs[state.area] ?? [], now()),
  read(news) {
    command.patch(news);
    if (!replay) map?.live(news);
  },
});

// -- starting

async function startMap() {
  map = await makeMap(document.getElementById("wall-map"), reduced);
  map.addEventListener("area", ({ detail }) => go(detail.code));
  map.addEventListener("ground", forget);
  map.addEventListener("point", ({ detail }) => showPoint(detail.point, now(), forget));
  map.addEventListener("case", ({ detail }) => chooseNumber(detail.number));
  if (!state.data) return;
  map.bringForward(state.data.scene.layers);
  renderCases();
  map.showArea(state.data.area).then(settle, () => null);
  loadPoints();
}

const keys = {
  Escape: up, f: toggleFull, c: shadeNext, r: () => (replay ? endReplay() : startReplay()),
  Enter: () => !replay && enterIncident(state.chosen),
  " ": () => replay?.toggle(), ArrowLeft: () => replay?.step(-1), ArrowRight: () => replay?.step(1),
};

function listenToPage() {
  addEventListener("popstate", () => go(query().get("area") ?? "", false));
  listen(keys, (key) => chooseScene(scenes.sceneOfKey(key)));
  document.getElementById("wall-again").addEventListener("click", keys.r);
}

fitCanvas(wall, config.canvas, (canvas, scale) => {
  Object.assign(state, { canvas, scale });
  map?.setFrame(FRAMES[canvas], pixels());
  if (state.data && !replay) render();
});
shiftAgainstBurnIn(wall);
listenToPage();
head.runClock(shownNow, () => {
  showTruth();
  if (replay) return;
  ageVitals(now());
  if (state.data && Math.floor(now() / 1000) % 10 === 0) renderFeed();
  command.tick();
});
setInterval(refresh, REFRESH_MS);
// A map that begins holds the page for a while: words and figures are painted before it.
Promise.race([load(), new Promise((done) => setTimeout(done, FIGURES_MS))]).then(painted).then(startMap);
const list = scenes.playlistOf(query());
if (list) scenes.play(list, (key) => chooseScene(key, false), () => !replay && !command.number && !cardIsOpen());
