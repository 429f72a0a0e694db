// Small charts as inline SVG: they scale with the page, print, and cost nothing.

import { svg } from "chengyun/dom";

const finite = (values) => values.filter((value) => value != null && Number.isFinite(value));

/** Range of the values and of what else must be in view, never of zero height. */
function extent(values, also = []) {
  const all = [...finite(values), ...finite(also)];
  const low = Math.min(...all);
  const high = Math.max(...all);
  return high > low ? [low, high] : [low - 1, high + 1];
}

function scale(values, width, height, pad, also) {
  const [low, high] = extent(values, also);
  const step = (width - 2 * pad) / Math.max(1, values.length - 1);
  return {
    x: (i) => pad + i * step,
    y: (value) => height - pad - ((value - low) / (high - low)) * (height - 2 * pad),
  };
}

// A gap in the readings is a gap in the line.
function path(values, { x, y }) {
  let pen = "M";
  return values
    .map((value, i) => {
      if (value == null) return (pen = "M"), "";
      const step = `${pen}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
      return step;
    })
    .join("");
}

const canvas = (width, height, name) =>
  svg("svg", { class: name, viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" });

// From the least to the greatest of each stretch: what a mean alone would hide.
function envelope(low, high, { x, y }) {
  const along = (values) => values.map((value, i) => `${x(i).toFixed(1)} ${y(value).toFixed(1)}`);
  return svg("path", { class: "spark-area", d: `M${[...along(high), ...along(low).reverse()].join("L")}Z` });
}

/** A line that ends in a dot; `low` and `high` draw a band behind it. */
export function spark(values, { width = 96, height = 28, pad = 3, low = [], high = [] } = {}) {
  const chart = canvas(width, height, "spark");
  if (finite(values ?? []).length < 2) return chart;
  const at = scale(values, width, height, pad, [...low, ...high]);
  if (low.length) chart.append(envelope(low, high, at));
  const line = path(values, at);
  const last = values.findLastIndex((value) => value != null);
  chart.append(
    svg("path", { class: "spark-area", d: `${line}L${at.x(last).toFixed(1)} ${height}L${pad} ${height}Z` }),
    svg("path", { class: "spark-line", d: line }),
    svg("circle", { class: "spark-dot", cx: at.x(last), cy: at.y(values[last]), r: 2 }),
  );
  return chart;
}

/** A line over its healthy band; `low` or `high` may be missing (open band). `tail` {mean, low, high}
    continues it beyond now, dotted, with its interval; `cursor` marks one of the values. */
export function bandSpark(values, low, high, { width = 132, height = 36, pad = 3, tail = null, cursor = null } = {}) {
  const chart = canvas(width, height, "spark band");
  if (finite(values ?? []).length < 2) return chart;
  const whole = tail ? [...values, ...tail.mean] : values;
  const at = scale(whole, width, height, pad, [...near(whole, [low, high]), ...floor(whole, low, high)]);
  const top = high == null ? 0 : clamp(at.y(high), 0, height);
  const bottom = low == null ? height : clamp(at.y(low), 0, height);
  const last = values.findLastIndex((value) => value != null);
  chart.append(
    svg("rect", { class: "band-fill", x: 0, y: top, width, height: Math.max(0, bottom - top), rx: 1 }),
    ...[high != null && top, low != null && bottom].filter(inside(height)).map((y) => edge(y, width)),
    ...(tail ? beyond(values, tail, at, height) : []),
    svg("path", { class: "spark-line", d: path(values, at) }),
    svg("circle", { class: "spark-dot", cx: at.x(cursor ?? last), cy: at.y(values[cursor ?? last] ?? values[last]), r: 2.5 }),
  );
  return chart;
}

// From the last value on: where it is foreseen, and between what it may lie.
function beyond(values, { mean, low, high }, { x, y }, height) {
  const last = values.length - 1;
  const from = values[last];
  if (from == null) return [];
  const along = (some) => [from, ...some].map((value, i) => `${x(last + i).toFixed(1)} ${clamp(y(value), 0, height).toFixed(1)}`);
  return [
    svg("path", { class: "tail-area", d: `M${[...along(high), ...along(low).reverse()].join("L")}Z` }),
    svg("path", { class: "tail-line", d: `M${along(mean).join("L")}` }),
  ];
}

// Readings that hardly move against their band are a calm line, not a mountain range.
function floor(values, low, high) {
  if (low == null || high == null) return [];
  const [least, most] = extent(values);
  const room = Math.max(0, (high - low) * CALM - (most - least)) / 2;
  // Nothing is drawn beyond the edge of a band that no reading has crossed.
  return [Math.max(least - room, Math.min(least, low)), Math.min(most + room, Math.max(most, high))];
}
const CALM = 0.3; // of the band's width is the least that the picture is high

// A limit far from the readings would flatten the line; it then stays outside the picture.
function near(values, limits) {
  const [low, high] = extent(values);
  const reach = (high - low) * 1.5;
  return limits.filter((limit) => limit != null && limit > low - reach && limit < high + reach);
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const inside = (height) => (y) => typeof y === "number" && y > 0 && y < height;
const edge = (y, width) => svg("line", { class: "band-edge", x1: 0, x2: width, y1: y, y2: y });
