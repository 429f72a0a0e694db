// The head of the wall: where we are, what time it is, whether what we see is true.

import { h } from "chengyun/dom";
import { truth } from "chengyun/wall-state";
import { age, ago, clock, date, number, t } from "chengyun/words";

const id = (name) => document.getElementById(name);

/** A screen that shows old figures as if they were new is worse than a dark one. */
export function showTruth(wall, state, stream) {
  const { seconds, figures, old } = truth(stream.heardAt);
  wall.dataset.stale = old && Boolean(state.data);
  showLink(old && state.data ? "stale" : stream.state, seconds);
  showAges(figures, old);
  showBanner(...trouble(state, old, figures));
}

/** Breadcrumb: ancestors as links, the area itself as the title. */
export function showPath(area, go) {
  const crumbs = [...area.path.filter(({ code }) => code !== area.code)];
  const link = ({ code, name }) =>
    h("a", { href: `?area=${code}`, onclick: (event) => (event.preventDefault(), go(code)) }, name);
  id("wall-path").replaceChildren(
    ...crumbs.flatMap((crumb) => [link(crumb), h("i", { "aria-hidden": "true" }, "›")]),
    h("b", { "aria-current": "page" }, area.name),
  );
  document.title = `${area.name} · ${document.title.split(" · ").at(-1)}`;
}

/** The clock of the district, to the second, by the server's time. */
export function runClock(now, eachSecond) {
  const tick = () => {
    showClock(now());
    eachSecond();
    setTimeout(tick, 1000 - (now() % 1000));
  };
  tick();
}

export function showClock(ms) {
  id("wall-time").textContent = clock(ms);
  id("wall-time").dateTime = new Date(ms).toISOString();
  id("wall-date").textContent = date(ms);
}

// The live lamp: connected, reconnecting or stale, and the age of what is shown.
function showLink(state, ageSeconds) {
  const [, word, detail] = id("wall-link").children;
  id("wall-link").dataset.state = state;
  word.textContent = t({ connected: "live" }[state] ?? state);
  detail.textContent = ageSeconds == null ? "" : ageSeconds < 2 ? "" : t("data_age", { age: age(ageSeconds) });
}

const figure = (key, n, href) => h("a", { href, class: `count-${key}` }, t(key, { n: number(n) }));

export function showCounts(counts, area) {
  const { datastreams, reporting, alarms } = counts;
  id("wall-counts").replaceChildren(
    figure("sensors", datastreams, "/desk/definitions/"),
    figure("reporting", reporting, "/desk/definitions/#sensing_online"),
    figure("alarms", alarms, `/desk/?area=${area}&open=1`),
  );
}

/** What is wrong, in a sentence, and the way out of it if there is one: [message, link?]. */
function trouble({ data, failure, fetchedAt, ahead }, old, seconds) {
  if (failure?.status === 401) return [t("signed_out"), { href: signIn(), label: t("sign_in") }];
  if (failure?.status === 403 || failure?.status === 404) return [t("no_area")];
  if (!data) return [failure && t("no_data")];
  return [old && t("last_known", { time: clock(fetchedAt + ahead), age: age(seconds) })];
}

const signIn = () => `/sign-in/?next=${encodeURIComponent(location.pathname + location.search)}`;

/** Say plainly over the map what is wrong; null when nothing is. */
function showBanner(message, link) {
  const banner = id("wall-banner");
  banner.hidden = !message;
  if (message) banner.replaceChildren(message, link ? h("a", { href: link.href }, link.label) : "");
}

/** Write the age beside the headings whose numbers are old. */
function showAges(seconds, old) {
  for (const small of document.querySelectorAll("[data-age]")) {
    small.textContent = old && seconds != null ? ago(seconds) : "";
  }
}
