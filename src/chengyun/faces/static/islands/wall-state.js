// What the wall knows, and how it asks for more.

import { get, getBytes } from "chengyun/api";
import { decode } from "chengyun/points";

export const REFRESH_MS = 15_000; // even when nothing is heard, the figures are asked for
const STALE_S = 20;

export const query = () => new URLSearchParams(location.search);

export const state = {
  area: query().get("area") ?? "",
  scene: query().get("scene") ?? "",
  by: "open", // what the areas are shaded by
  data: null,
  fetchedAt: 0, // this machine's clock
  ahead: 0, // server's clock minus this machine's, ms
  failure: null,
  chosen: null,
  canvas: "16x9",
  scale: 1,
};
let asking = null;

/** The server's time in ms. */
export const now = () => Date.now() + state.ahead;

/** Every open case has a mark on the map; the feed holds the first of them in full. */
export const cases = () => state.data?.marks ?? state.data?.feed ?? [];

/** The whole wall of the area and scene chosen, or null (and `state.failure` says why). */
export async function ask() {
  asking?.abort();
  asking = new AbortController();
  try {
    return await get("/api/v1/wall", { area: state.area, scene: state.scene }, asking.signal);
  } catch (error) {
    if (error.name !== "AbortError") state.failure = error;
    return null;
  }
}

const here = () => ({ area: state.area, scene: state.scene });

/** The last day, or null. */
export const askPast = () => get("/api/v1/wall/past", here()).catch(() => null);

/** The points of the area and scene as columns, or null. */
export async function askPoints() {
  const bytes = await getBytes("/api/v1/points", { within: state.data.area.code, scene: state.scene }).catch(() => null);
  return bytes && decode(bytes);
}

/** How old what we see is: seconds since anything was heard, since the figures came, and whether
    that is too old to be shown as new. */
export function truth(heardAt) {
  const heard = Math.max(heardAt, state.fetchedAt);
  const seconds = heard ? (Date.now() - heard) / 1000 : null;
  const figures = state.fetchedAt ? (Date.now() - state.fetchedAt) / 1000 : null;
  return { seconds, figures, old: seconds == null || seconds > STALE_S || figures > 3 * (REFRESH_MS / 1000) };
}
