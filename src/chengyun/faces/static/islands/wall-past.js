// Arithmetic of the replay: what the wall showed at a moment of the last day. No page in here.

const MARGIN = 0.25; // as vitals.rules: outside by less than this share of the band is "watch"

const open = (item, at) => item.opened <= at && (item.ended == null || item.ended > at);
const late = (item, at) => item.late != null && item.late <= at;
const count = (items, wanted) => items.reduce((n, item) => n + (wanted(item) ? 1 : 0), 0);
const iso = (seconds) => (seconds == null ? null : new Date(seconds * 1000).toISOString());

/** The cases open at `at` (seconds), gravest first, as the feed and the map take them. */
export const casesAt = ({ cases }, at) =>
  cases.filter((item) => open(item, at)).map((item) => asShown(item, at))
    .sort((a, b) => a.severity - b.severity || b.opened - a.opened);

const asShown = (item, at) => ({
  ...item, opened_at: iso(item.opened), due_at: null, overdue: late(item, at), stage: "", stage_label: "",
  street: { name: item.street }, unit: { name: "" },
});

/** Open and overdue cases by area, in the shape of the wall's `areas`. */
export function areasAt(areas, cases) {
  return areas.map((area) => {
    const there = cases.filter(({ child }) => child === area.code);
    return { ...area, open: there.length, overdue: count(there, ({ overdue }) => overdue) };
  });
}

/** Figures by key; null where the record of the last day does not tell. */
export function figuresAt({ cases, midnight }, at) {
  const today = at >= midnight;
  const since = (moment) => moment != null && moment >= midnight && moment <= at;
  return {
    open: count(cases, (item) => open(item, at)),
    overdue: count(cases, (item) => open(item, at) && late(item, at)),
    reported_today: today ? count(cases, ({ opened }) => since(opened)) : null,
    closed_today: today ? count(cases, ({ closed, ended }) => closed && since(ended)) : null,
  };
}

/** Which sensors were in alarm, each with the gravest severity of those that stood. */
export function alarmsAt({ alarms }, at) {
  const worst = new Map();
  alarms.id.forEach((id, i) => {
    const stood = alarms.from[i] <= at && (alarms.to[i] == null || alarms.to[i] > at);
    if (stood) worst.set(id, Math.min(worst.get(id) ?? 4, alarms.severity[i]));
  });
  return { ids: Int32Array.from(worst.keys()), states: Uint8Array.from(worst.values()) };
}

/** The mean of the slot of a vital sign's line that `at` lies in, with its state; the line ends at `to`. */
export function vitalAt(vital, at, to) {
  const { spark = [], minutes, low, high } = vital;
  const slot = spark.length - 1 - Math.floor((to - at) / 60 / (minutes || 30));
  const value = spark[slot] ?? null;
  return { ...vital, value, state: stateOf(value, low, high), age_s: null, forecast: null, cursor: slot, word: value == null ? "not_recorded" : null };
}

export function stateOf(value, low, high) {
  if (value == null) return "stale";
  const beyond = Math.max(low - value, value - high);
  return beyond <= 0 ? "good" : beyond <= MARGIN * (high - low) ? "watch" : "bad";
}

/** Open cases through the day: `n` counts at equal steps from `from` to `to`. */
export const levels = ({ cases, from, to }, n) =>
  Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1)).map((at) => count(cases, (item) => open(item, at)));
