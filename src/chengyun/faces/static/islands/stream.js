// One live stream: server-sent events with resume, a watchdog on heartbeats, and reconnect.
//
// Events dispatched: "state" {state: connecting|connected|reconnecting}, "resync" when something
// was missed and must be fetched, and every server event by name with parsed data.

import { address } from "chengyun/api";

const SILENCE_MS = 12_000; // the server beats every 5 s: two beats missed and a little more
const BACKOFF_MS = [500, 1_000, 2_000, 5_000, 10_000];
const NAMES = ["hello", "beat", "reset", "case", "live", "vitals"];

export class Stream extends EventTarget {
  #source = null;
  #query = {};
  #watchdog = 0;
  #retry = 0;
  #attempts = 0;
  #lastId = "";
  #opened = false;

  state = "connecting";
  /** When the server last said anything, by this machine's clock. */
  heardAt = 0;

  /** Listen to `topics` for `area`, beginning `after` an event; replaces an older subscription. */
  open(topics, area, after = "") {
    this.#query = { topics: topics.join(","), area };
    this.#opened = false;
    this.#lastId = String(after);
    this.#connect();
  }

  close() {
    clearTimeout(this.#watchdog);
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #connect() {
    this.close();
    this.#source = new EventSource(address("/stream/", { ...this.#query, after: this.#lastId }));
    for (const name of NAMES) this.#source.addEventListener(name, (event) => this.#hear(event));
    this.#source.addEventListener("error", () => this.#lost());
    this.#guard();
  }

  #hear(event) {
    this.heardAt = Date.now();
    this.#lastId = event.lastEventId || this.#lastId;
    if (this.state !== "connected") this.#found();
    this.#guard();
    if (event.type === "reset") this.dispatchEvent(new Event("resync"));
    this.dispatchEvent(new CustomEvent(event.type, { detail: JSON.parse(event.data || "{}") }));
  }

  #found() {
    this.#attempts = 0;
    this.#setState("connected");
    if (this.#opened) this.dispatchEvent(new Event("resync"));
    this.#opened = true;
  }

  // We reconnect ourselves: a browser never retries after a refused answer, and never notices
  // a connection that is open but dead.
  #lost() {
    this.close();
    this.#setState("reconnecting");
    const wait = BACKOFF_MS[Math.min(this.#attempts++, BACKOFF_MS.length - 1)];
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #guard() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#lost(), SILENCE_MS);
  }

  #setState(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state } }));
  }
}

/** Base64 to a typed array: unpack(text, Int32Array). Little-endian, as every browser we meet is. */
export const unpack = (text, Type) => new Type(bytesOf(text).buffer);

const bytesOf = Uint8Array.fromBase64?.bind(Uint8Array) ?? slowly;

function slowly(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

const COLUMNS = { ids: Int32Array, values: Float32Array, states: Uint8Array, moved: Int32Array, lons: Int32Array, lats: Int32Array };

/** The columns of a "live" event as typed arrays, beside its time `t` in microseconds. */
export function columnsOf(live) {
  return Object.fromEntries(Object.entries(live).map(([name, told]) => [name, COLUMNS[name] ? unpack(told, COLUMNS[name]) : told]));
}
