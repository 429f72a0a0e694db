// The outbox: what was done is kept on the phone until the centre has it. Works in pages and in the
// worker. Each item carries a key made here, so that sending it twice is sending it once.
//
// An item: {key, user, item, title, about, number, fields, files, done_at, state, tries, next_at}
// and from the answer: answer, code, message, now, steps. States: waiting, sending, done, refused,
// conflict.

import * as db from "./field-db.js";
import { deliver } from "./field-send.js";

const KEEP_DONE_MS = 24 * 3600_000;
const LOCK = "field-outbox";
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;
export const CHANNEL = "field-outbox";

export const OPEN = ["waiting", "sending"];
export const STUCK = ["refused", "conflict"];

const announce = () => {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("changed");
  channel.close();
};

/** Call `work` whenever the outbox changes, wherever that happens. */
export function onChange(work) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => work();
  return channel;
}

/** The items of an officer, the oldest first; what was sent long ago is forgotten. */
export async function items(user) {
  const rows = await db.all("outbox");
  const old = rows.filter((row) => row.state === "done" && Date.now() - row.sent_at > KEEP_DONE_MS);
  if (old.length) await db.drop("outbox", ...old.map((row) => row.key));
  const mine = rows.filter((row) => row.user === user && !old.includes(row));
  return mine.sort((a, b) => a.queued_at - b.queued_at);
}

/** Keep something that was done. It is on disk when this resolves; sending comes after. */
export async function add(item) {
  const now = Date.now();
  const row = {
    key: crypto.randomUUID(), v: 1, state: "waiting", tries: 0, next_at: 0, files: [],
    fields: {}, done_at: new Date(now).toISOString(), queued_at: now, ...item,
  };
  await db.put("outbox", row);
  announce();
  return row;
}

/** Change an item by the officer's wish: {again, anyway, remark}. */
export async function resolve(key, wish) {
  await db.change("outbox", key, (row) => ({ ...row, ...WISHES[wish](row), state: "waiting", next_at: 0 }));
  announce();
}

const WISHES = {
  again: () => ({}),
  anyway: (row) => ({ fields: { ...row.fields, version: row.now?.version ?? "" } }),
  remark: (row) => ({ item: "act", remark: true, fields: { ...row.fields, action: "comment", version: "" } }),
};

/** Take an item out; gives it back, so that it can be put back in. */
export async function discard(key) {
  const row = await db.get("outbox", key);
  await db.drop("outbox", key);
  announce();
  return row;
}

export async function restore(row) {
  await db.put("outbox", row);
  announce();
}

/** Send what waits, one by one, the oldest first. One sender at a time, whoever it is.
    @returns {Promise<"empty" | "later" | "signin" | "offline">} */
export const drain = () => alone(async () => {
  const me = await whoIsHere();
  if (typeof me === "string") return me;
  await db.setMeta("signin", false);
  for (let row; (row = await next(me.user)); announce()) {
    if ((await send(row, me)) === "stop") return "later";
  }
  return (await items(me.user)).some(({ state }) => OPEN.includes(state)) ? "later" : "empty";
});

const alone = (work) => (navigator.locks ? navigator.locks.request(LOCK, work) : work());

async function whoIsHere() {
  try {
    const response = await fetch("/field/me.json", { credentials: "same-origin", cache: "no-store", redirect: "error" });
    if (response.status !== 401) return response.ok ? await response.json() : "offline";
  } catch {
    return "offline";
  }
  await db.setMeta("signin", true);
  announce();
  return "signin";
}

// The next that may go. What comes after a stuck or waiting item of the same case has to wait.
async function next(user) {
  const held = new Set();
  for (const row of await items(user)) {
    if (row.state === "done") continue;
    const free = OPEN.includes(row.state) && row.next_at <= Date.now() && !held.has(row.chain);
    if (free) return row;
    if (row.chain) held.add(row.chain);
  }
  return null;
}

async function send(row, me) {
  await db.change("outbox", row.key, (old) => ({ ...old, state: "sending", tries: old.tries + 1 }));
  announce();
  /** @type {any} */
  const result = await deliver(row, me.csrf);
  if (result.state === "waiting") {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** row.tries);
    result.next_at = result.stop ? 0 : Date.now() + pause;
  }
  const { stop, ...told } = result;
  await db.change("outbox", row.key, (old) => ({ ...old, ...told, files: told.state === "done" ? [] : old.files }));
  if (told.state === "done") await goOn(row, told.answer);
  announce();
  return stop ? "stop" : "on";
}

// My own next step on this case was seen after mine, not after that of others.
async function goOn(row, answer) {
  if (!row.number || answer?.version == null) return;
  for (const later of await items(row.user)) {
    const mine = later.number === row.number && OPEN.includes(later.state);
    if (!mine || !later.fields.version || Number(later.fields.version) >= answer.version) continue;
    await db.change("outbox", later.key, (old) => ({
      ...old, fields: { ...old.fields, version: String(answer.version) },
    }));
  }
}
