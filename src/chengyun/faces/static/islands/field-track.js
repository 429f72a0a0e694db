// A patrol's track: positions are kept on the phone and go to the outbox in batches. Sparing: a
// position is kept when one has moved on; who stands still is asked for less often.

import * as db from "./field-db.js";
import { add } from "./field-outbox.js";
import { metres } from "./field-place.js";

const KEEP_M = 12; // nearer than that nothing new was seen
const KEEP_MS = 120_000; // but every two minutes one is kept, so that the way has no gap
const BATCH = 25;
const BATCH_MS = 300_000;
const STILL_MS = 180_000;
const LOOK_MS = 45_000;
export const CHANGED = "field:walk";

let watch = null;
let slow = null;
let movedAt = 0;
let user = null;

const tell = () => document.dispatchEvent(new Event(CHANGED));

/** The patrol that is on: {key, user, started_at, metres, last}, or null. */
export const walk = async () => (await db.meta("walk")) ?? null;

/** Positions of it that are still on the phone, [[seconds, lon, lat, accuracy], …]. */
export const kept = async () => (await db.all("fixes")).map(({ at, lon, lat, accuracy }) => [at, lon, lat, accuracy]);

/** Begin. */
export async function begin(whose) {
  await db.setMeta("walk", { key: crypto.randomUUID(), user: whose, started_at: new Date().toISOString(), metres: 0, last: null, way: [] });
  await follow(whose);
  tell();
}

/** End, and send what is left. */
export async function end() {
  const now = await walk();
  rest();
  if (now) await batch(now, new Date().toISOString());
  await db.setMeta("walk", null);
  tell();
}

/** Go on with a patrol that is on, on whatever page the officer is. */
export async function follow(whose) {
  user = whose;
  const now = await walk();
  const dot = document.querySelector("[data-patrol-dot]");
  if (dot) dot.hidden = now?.user !== user;
  if (now?.user !== user || !navigator.geolocation) return;
  movedAt = Date.now();
  attend();
}

export const resting = () => slow !== null;

function attend() {
  clearInterval(slow);
  slow = null;
  watch ??= navigator.geolocation.watchPosition(take, () => null, { enableHighAccuracy: true, maximumAge: 10_000, timeout: 60_000 });
}

// Standing still: the costly receiver is let go, and asked once in a while.
function drowse() {
  navigator.geolocation.clearWatch(watch);
  watch = null;
  slow ??= setInterval(() => navigator.geolocation.getCurrentPosition(take, () => null, { enableHighAccuracy: false, maximumAge: LOOK_MS }), LOOK_MS);
  tell();
}

function rest() {
  if (watch !== null) navigator.geolocation.clearWatch(watch);
  clearInterval(slow);
  watch = slow = null;
}

async function take({ coords, timestamp }) {
  const now = await walk();
  if (now?.user !== user) return rest();
  const here = { lon: coords.longitude, lat: coords.latitude, at: timestamp / 1000, accuracy: coords.accuracy };
  const away = now.last ? metres(now.last, here) : Infinity;
  const moved = away >= Math.max(KEEP_M, Math.min(coords.accuracy, 60) / 2);
  if (moved) movedAt = Date.now();
  if (moved && slow !== null) attend();
  if (!moved && Date.now() - movedAt > STILL_MS && watch !== null) drowse();
  if (!moved && here.at - now.last.at < KEEP_MS / 1000) return;
  await keep(now, here, moved && now.last ? away : 0);
}

async function keep(now, here, away) {
  await db.put("fixes", here);
  const next = { ...now, last: here, metres: now.metres + away, way: [...now.way, [here.lon, here.lat]].slice(-2000) };
  await db.setMeta("walk", next);
  const waiting = await db.all("fixes");
  if (waiting.length >= BATCH || here.at * 1000 - waiting[0].at * 1000 > BATCH_MS) await batch(next);
  tell();
}

// First into the outbox, then out of the store: cut in between, they are sent twice under two keys
// and the track is the same.
async function batch(now, ended_at = "") {
  const rows = await db.all("fixes");
  if (!rows.length && !ended_at) return;
  const points = JSON.stringify(rows.map(({ at, lon, lat, accuracy }) => [at, lon, lat, accuracy]));
  await add({
    user: now.user, item: "patrol", chain: now.key, title: "", about: "",
    fields: { patrol: now.key, started_at: now.started_at, ended_at, points },
  });
  await db.drop("fixes", ...rows.map(({ id }) => id));
  document.dispatchEvent(new Event("field:added"));
}
