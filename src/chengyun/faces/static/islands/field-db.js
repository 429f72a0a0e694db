// What the phone keeps: IndexedDB with three stores, for pages and for the worker alike.

const NAME = "chengyun-field";
// Raise it with a further step in `grow`; what is kept on a phone is never thrown away by a version.
const VERSION = 1;

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

const asked = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

function grow(db, from) {
  if (from < 1) {
    db.createObjectStore("outbox", { keyPath: "key" });
    db.createObjectStore("fixes", { keyPath: "id", autoIncrement: true });
    db.createObjectStore("meta", { keyPath: "name" });
  }
}

function open() {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = ({ oldVersion }) => grow(request.result, oldVersion);
  opened = asked(request).then((db) => {
    // A newer page waits for us to let go; the next question opens anew.
    db.onversionchange = () => (db.close(), (opened = null));
    db.onclose = () => (opened = null);
    return db;
  });
  opened.catch(() => (opened = null));
  return opened;
}

async function within(store, mode, work) {
  const db = await (opened ?? open());
  const all = db.transaction(store, mode, { durability: "strict" });
  const done = new Promise((good, bad) => {
    all.oncomplete = good;
    all.onabort = all.onerror = () => bad(all.error);
  });
  const answer = await work(all.objectStore(store));
  await done;
  return answer;
}

/** The row under a key, or undefined. */
export const get = (store, key) => within(store, "readonly", (s) => asked(s.get(key)));

/** Every row of a store. @returns {Promise<any[]>} */
export const all = (store) => within(store, "readonly", (s) => asked(s.getAll()));

/** Write a row; on disk when this resolves. */
export const put = (store, row) => within(store, "readwrite", (s) => asked(s.put(row)));

/** Delete rows by key. */
export const drop = (store, ...keys) =>
  within(store, "readwrite", (s) => Promise.all(keys.map((key) => asked(s.delete(key)))));

/** Change a row in one transaction: `change(row)` gives the new one, or undefined to leave it. */
export const change = (store, key, work) =>
  within(store, "readwrite", async (s) => {
    const row = await asked(s.get(key));
    const next = row && work(row);
    if (next) await asked(s.put(next));
    return next ?? row;
  });

export const meta = async (name) => (await get("meta", name))?.value;
export const setMeta = (name, value) => put("meta", { name, value });

/** Forget everything: at signing out. */
export async function wipe() {
  for (const store of ["outbox", "fixes", "meta"])
    await within(store, "readwrite", (s) => asked(s.clear()));
}
