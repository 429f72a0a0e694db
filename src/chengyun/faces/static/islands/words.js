// Words, numbers, times: everything the reader sees is made here, in their language.

const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");

export const config = read("config");
const strings = read("strings");
const lang = document.documentElement.lang || "zh-Hans";
const english = lang.startsWith("en");
const timeZone = config.time_zone || undefined;

/** A case's own words, in the reader's language where it has them. */
export const titleOf = (item) => (english && item.title_en) || item.title;

/** A string of the page's JSON block, with {placeholders} filled. */
export function t(key, values = {}) {
  return (strings[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const has = (key) => key in strings;

const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
const fine = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });

/** A number as short as is honest: 20,000 · 35.2 · 0.84 */
export function number(value) {
  if (value == null || Number.isNaN(Number(value))) return "—";
  const size = Math.abs(value);
  return (size >= 100 ? whole : size >= 10 ? tenth : fine).format(value);
}

/** A value with as many decimals as it is measured to; without that, as `number`. */
export function measured(value, digits) {
  if (digits == null || value == null) return number(value);
  return new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** An area's name where the kind of area is plain from the place: on the map, in a list. */
export const shortName = (name) => name?.replace(/ (Sub-district|Subdistrict)$/i, "");

/** Seconds as a person says them: 8 s, 12 min, 2 h 5 min, 3 d. */
export function age(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return t("seconds", { n: s });
  if (s < 3600) return t("minutes", { n: Math.floor(s / 60) });
  if (s < 86400) return pair("hours", "hours_minutes", Math.floor(s / 3600), Math.floor((s % 3600) / 60));
  return pair("days", "days_hours", Math.floor(s / 86400), Math.floor((s % 86400) / 3600));
}

const pair = (one, two, n, m) => (m ? t(two, { n, m }) : t(one, { n }));

export const ago = (seconds) => (seconds < 2 ? t("just_now") : t("ago", { age: age(seconds) }));

const clockFormat = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone,
});
const dateFormat = new Intl.DateTimeFormat(lang, {
  year: "numeric", month: "long", day: "numeric", weekday: "long", timeZone,
});

export const clock = (ms) => clockFormat.format(ms);
export const hourMinute = (ms) => clockFormat.format(ms).slice(0, 5);
export const date = (ms) => dateFormat.format(ms);
