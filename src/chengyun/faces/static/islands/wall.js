// The wall: one state, one stream, and every part of the page a view of it.
// The area in the address (?area=) is the one selection that map, tiles and feed share.

import { address, get, getBytes } from "chengyun/api";
import { coalesce } from "chengyun/dom";
import { CityMap } from "chengyun/map";
import { decode } from "chengyun/points";
import { columnsOf, Stream } from "chengyun/stream";
import { config } from "chengyun/words";
import { fitCanvas, FRAMES, shiftAgainstBurnIn } from "chengyun/wall-canvas";
import { cardIsOpen, closeCard, showCase, showPoint } from "chengyun/wall-card";
import { isFresh, showFeed } from "chengyun/wall-feed";
import { showFlow } from "chengyun/wall-flow";
import * as head from "chengyun/wall-head";
import { showKpis } from "chengyun/wall-kpis";
import { countLegend, drawLegend } from "chengyun/wall-legend";
import { AreaTable } from "chengyun/wall-table";
import { addToTicker, clearTicker, seedTicker } from "chengyun/wall-ticker";
import { ageVitals, patchVitals, showVitals } from "chengyun/wall-vitals";

const REFRESH_MS = 15_000; // even when nothing is heard, the figures are asked for
const STALE_S = 20;
const wall = document.getElementById("wall");
const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;

const state = {
  area: new URLSearchParams(location.search).get("area") ?? "",
  data: null,
  fetchedAt: 0, // this machine's clock
  ahead: 0, // server's clock minus this machine's, ms
  failure: null,
  chosen: null,
  canvas: "16x9",
  scale: 1,
};
const stream = new Stream();
let map = null;
let asking = null;

const now = () => Date.now() + state.ahead;
// Every open case has a mark on the map; the feed holds the first of them in full.
const cases = () => state.data?.marks ?? state.data?.feed ?? [];

// -- reading

async function load() {
  const data = await ask();
  if (data) accept(data);
  showTruth();
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  try {
    return await get("/api/v1/wall", { area: state.area }, asking.signal);
  } catch (error) {
    if (error.name !== "AbortError") state.failure = error;
    return null;
  }
}

function accept(data) {
  const moved = data.area.code !== state.data?.area.code;
  Object.assign(state, { data, fetchedAt: Date.now(), failure: null, ahead: Date.parse(data.now) - Date.now() });
  if (moved) arrive(data.area);
  render();
}

const refresh = coalesce(load, 1000);

async function loadPoints() {
  const bytes = await getBytes("/api/v1/points", { within: state.data.area.code }).catch(() => null);
  if (bytes && map) map.setPoints(decode(bytes));
  countLegend(cases(), map?.tally());
}

// -- moving

function arrive(area) {
  state.area = area.code;
  clearTicker();
  drawLegend(area.code);
  head.showPath(area, go);
  stream.open(["cases", "live", "vitals"], area.code, state.data.after);
  map?.showArea(area).then(() => map.setAreas(state.data.areas), () => null);
  loadPoints();
}

function go(code, push = true) {
  if (code === state.area) return map?.home();
  state.area = code;
  state.chosen = null;
  forget();
  if (push) history.pushState(null, "", withArea(code));
  return load();
}

function withArea(code) {
  const url = new URL(location.href);
  url.searchParams.set("area", code);
  return url;
}

function up() {
  if (cardIsOpen()) return forget();
  const path = state.data?.area.path.filter(({ code }) => code !== state.data.area.code) ?? [];
  return path.length ? go(path.at(-1).code) : map?.home();
}

// -- choosing

function choose(item) {
  state.chosen = item.number;
  map?.choose(item.number, [item.lon, item.lat]);
  showCase(item, now(), forget);
  renderFeed();
}

async function chooseNumber(number) {
  const known = state.data.feed.find((item) => item.number === number);
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

// -- showing

function render() {
  const { data } = state;
  showKpis(data.kpis);
  showFlow(data.flow, data.area.code, state.canvas);
  showVitals(data.vitals, now());
  head.showCounts(data.counts, data.area.code);
  head.showWeather(data.weather);
  seedTicker(data.feed);
  map?.setAreas(data.areas);
  renderCases();
}

function renderCases() {
  const fresh = new Set(cases().filter((item) => isFresh(item, now())).map((item) => item.number));
  map?.setCases(cases(), fresh);
  countLegend(cases(), map?.tally());
  renderFeed();
}

function renderFeed() {
  const total = state.data.areas.reduce((sum, area) => sum + area.open, 0) || state.data.feed.length;
  showFeed(state.data.feed, now(), { total, chosen: state.chosen, pick: choose, hover: (item) => map?.choose(item.number) });
}

// A screen that shows old figures as if they were new is worse than a dark one.
function showTruth() {
  const heard = Math.max(stream.heardAt, state.fetchedAt);
  const seconds = heard ? (Date.now() - heard) / 1000 : null;
  const figures = state.fetchedAt ? (Date.now() - state.fetchedAt) / 1000 : null;
  const old = seconds == null || seconds > STALE_S || figures > 3 * (REFRESH_MS / 1000);
  wall.dataset.stale = old && Boolean(state.data);
  head.showLink(old && state.data ? "stale" : stream.state, seconds);
  head.showAges(figures, old);
  head.showBanner(...head.trouble(state, old, figures));
}

// -- hearing

stream.addEventListener("state", showTruth);
stream.addEventListener("hello", ({ detail }) => (state.ahead = detail.now * 1000 - Date.now()));
stream.addEventListener("resync", () => (refresh(), loadPoints()));
stream.addEventListener("case", ({ detail }) => {
  if (!detail.case.area?.code.startsWith(state.area)) return;
  addToTicker(detail.action, detail.case, now());
  refresh();
});
stream.addEventListener("vitals", ({ detail }) => patchVitals(detail[state.area] ?? [], now()));
stream.addEventListener("live", ({ detail }) => map?.live(columnsOf(detail)));

// -- starting

function listenToMap() {
  map.addEventListener("area", ({ detail }) => go(detail.code));
  map.addEventListener("ground", forget);
  map.addEventListener("point", ({ detail }) => showPoint(detail.point, now(), forget));
  map.addEventListener("case", ({ detail }) => chooseNumber(detail.number));
}

async function startMap() {
  const container = document.getElementById("wall-map");
  const ratio = () => Math.min(3, devicePixelRatio * state.scale);
  map = await CityMap.create(container, { ratio: ratio(), reduced }).catch((error) => {
    console.warn("no map", error);
    return new AreaTable(container);
  });
  map.setFrame(FRAMES[state.canvas], ratio());
  listenToMap();
  if (!state.data) return;
  await map.showArea(state.data.area);
  map.setAreas(state.data.areas);
  renderCases();
  loadPoints();
}

const keys = { Escape: up, f: toggleFull };

function toggleFull() {
  return document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
}

function listenToPage() {
  addEventListener("popstate", () => go(new URLSearchParams(location.search).get("area") ?? "", false));
  addEventListener("keydown", (event) => !event.metaKey && !event.ctrlKey && keys[event.key]?.());
  document.getElementById("wall-full").addEventListener("click", toggleFull);
  for (const link of document.querySelectorAll("[data-keep-query]")) {
    link.addEventListener("click", () => {
      link.href = address(location.pathname, { ...Object.fromEntries(new URLSearchParams(location.search)), lang: link.hreflang });
    });
  }
}

fitCanvas(wall, config.canvas, (canvas, scale) => {
  Object.assign(state, { canvas, scale });
  map?.setFrame(FRAMES[canvas], Math.min(3, devicePixelRatio * scale));
  if (state.data) render();
});
shiftAgainstBurnIn(wall);
listenToPage();
head.runClock(now, () => {
  showTruth();
  ageVitals(now());
  if (state.data && Math.floor(now() / 1000) % 10 === 0) renderFeed();
});
setInterval(refresh, REFRESH_MS);
load();
startMap();
