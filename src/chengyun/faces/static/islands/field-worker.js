// The worker behind the field's pages. It keeps the shell and the officer's pages, gives them out
// where there is no network, and sends what waits. `/field/worker.js` is this file with the list
// of what to keep at its end (faces/field/shell.py).

import * as db from "/static/islands/field-db.js";
import { drain } from "/static/islands/field-outbox.js";

/** @type {any} A service worker; TypeScript takes it for a window. */
const worker = self;
const SHELL = "field-shell-";
const PAGES = "field-pages-";
const PATIENCE_MS = 4_000; // so long the network may take before the kept page is shown
const COMPONENT = /^\/field\/c\/([\w-]+)\/$/;
const AWAY = [502, 503, 504]; // what a proxy answers while nobody stands behind it
const OF_THE_DAY = /^\/field\/(cases|visits|projects)\//;
const KEPT_FILES = /^\/static\//;
const KEPT_DATA = /^\/field\/area\.json$|^\/attachments\/[^/]+\/320$|^\/goals\/projects\/[^/]+\/photos\/[^/]+\/320$/;
const PHOTO = /\/(attachments|photos)\//;

/** @param {{version: string, files: string[], offline: string}} told */
function start(told) {
  const shell = SHELL + told.version;
  let stale = false; // the server is newer than this worker: its files come from the network
  let warming = Promise.resolve(); // one list of the day after the other, the newest last

  worker.addEventListener("install", (event) => event.waitUntil(install()));
  worker.addEventListener("activate", (event) => event.waitUntil(activate()));
  worker.addEventListener("fetch", (event) => {
    const answer = answerTo(event);
    if (answer) event.respondWith(answer);
  });
  worker.addEventListener("sync", (event) => event.tag === "outbox" && event.waitUntil(sync()));
  worker.addEventListener("message", (event) => {
    const work = MESSAGES[event.data?.type];
    if (work) event.waitUntil(work(event.data).then(() => event.ports[0]?.postMessage("done")));
  });

  async function install() {
    const cache = await caches.open(shell);
    await cache.addAll([...told.files, told.offline].map((url) => new Request(url, { cache: "reload" })));
    await worker.skipWaiting();
  }

  async function activate() {
    for (const name of await caches.keys()) if (name.startsWith(SHELL) && name !== shell) await caches.delete(name);
    await worker.clients.claim();
  }

  // If something still waits, the browser is to try again by its own clock.
  async function sync() {
    if ((await drain()) === "offline") throw new Error("no network yet");
  }

  const MESSAGES = {
    drain: () => drain(),
    warm: ({ user, pages }) => (warming = warming.catch(() => null).then(() => warm(user, pages))),
    forget: () => forget(() => true),
  };

  function answerTo({ request }) {
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return null;
    if (request.mode === "navigate" && url.pathname.startsWith("/field/")) return page(request);
    if (KEPT_FILES.test(url.pathname)) return file(request);
    return KEPT_DATA.test(url.pathname) ? data(request) : null;
  }

  async function file(request) {
    const kept = !stale && (await (await caches.open(shell)).match(request, { ignoreSearch: true }));
    if (kept) return kept;
    return fetch(request).catch(async () => (await caches.match(request, { ignoreSearch: true })) ?? Response.error());
  }

  // The network first, so that nobody works by an old list; the kept page where it is slow or away.
  async function page(request) {
    const network = fetch(request).then(standing).then((response) => keep(request, response));
    const slow = new Promise((done) => setTimeout(done, PATIENCE_MS));
    const first = await Promise.race([network.catch(() => null), slow]);
    return first ?? (await kept(request)) ?? network.catch(() => unkept(new URL(request.url)));
  }

  // The code of a component that was never kept: it can be reported about all the same.
  function unkept({ pathname }) {
    const [, code] = COMPONENT.exec(pathname) ?? [];
    return code ? Response.redirect(`/field/report/#c=${code}`) : caches.match(told.offline);
  }

  async function data(request) {
    const network = fetch(request).then((response) => keep(request, response));
    const found = await kept(request);
    if (!found) return network;
    network.catch(() => null);
    return found;
  }

  async function keep(request, response) {
    const user = response.headers.get("X-Field-User");
    notice(response.headers.get("X-Field-Version"));
    const mine = user ?? (PHOTO.test(request.url) ? await db.meta("user") : null);
    if (!response.ok || response.redirected || mine == null) return response;
    if (user) await owned(user);
    const cache = await caches.open(PAGES + mine);
    await cache.put(bare(request.url), response.clone());
    return response;
  }

  // The pages of another officer are not shown to this one.
  async function owned(user) {
    if ((await db.meta("user")) === user) return;
    await forget((name) => name !== PAGES + user);
    await db.setMeta("user", user);
  }

  async function kept(request) {
    const user = await db.meta("user");
    if (user == null) return undefined;
    return (await caches.open(PAGES + user)).match(bare(request.url), { ignoreVary: true });
  }

  function notice(version) {
    if (!version || version === told.version || stale) return;
    stale = true;
    worker.registration.update().catch(() => null);
  }

  // Bring the pages of the day: [[address, version], …]. What is kept in that version stays; cases
  // that are no longer of the day go.
  async function warm(user, pages) {
    await owned(String(user));
    const cache = await caches.open(PAGES + user);
    const known = (await db.meta("warm")) ?? {};
    const fresh = {};
    for (const [address, version] of pages) {
      const have = version && known[address] === version && (await cache.match(address));
      if (have || (await bring(cache, address))) fresh[address] = version;
    }
    await db.setMeta("warm", fresh);
    for (const { url } of await cache.keys()) {
      const path = new URL(url).pathname;
      if (OF_THE_DAY.test(path) && !(path in fresh)) await cache.delete(url);
    }
  }

  async function bring(cache, address) {
    const response = await fetch(address, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (response?.ok) await cache.put(address, response);
    return response?.ok;
  }

  async function forget(which) {
    for (const name of await caches.keys()) if (name.startsWith(PAGES) && which(name)) await caches.delete(name);
    await db.setMeta("warm", {});
  }
}

function standing(response) {
  if (AWAY.includes(response.status)) throw new Error("nobody there");
  return response;
}

const bare = (address) => {
  const url = new URL(address, location.origin);
  return url.pathname + (url.searchParams.get("all") === "1" ? "?all=1" : "");
};
