// The order of a round on foot: the nearest next, then crossings undone (2-opt). Pure.

import { metres } from "./field-place.js";

const ROUNDS = 50;

/** The stops [{lon, lat}, …] in the order of a short way that begins at `start`. */
export function route(start, stops) {
  const order = nearest(start, stops);
  for (let round = 0; round < ROUNDS && untangle(start, order); round++);
  return order;
}

/** Metres of the way from `start` through the stops. */
export const length = (start, stops) =>
  stops.reduce(([sum, at], stop) => [sum + metres(at, stop), stop], [0, start])[0];

function nearest(start, stops) {
  const left = [...stops];
  const order = [];
  for (let at = start; left.length; at = order.at(-1)) {
    const away = left.map((stop) => metres(at, stop));
    order.push(...left.splice(away.indexOf(Math.min(...away)), 1));
  }
  return order;
}

// The way is open: its end is wherever the last stop is. True if anything became shorter.
function untangle(start, order) {
  let better = false;
  for (let i = 0; i < order.length - 1; i++) {
    for (let j = i + 1; j < order.length; j++) {
      if (gain(start, order, i, j) < 0.5) continue;
      order.splice(i, j - i + 1, ...order.slice(i, j + 1).reverse());
      better = true;
    }
  }
  return better;
}

function gain(start, order, i, j) {
  const before = order[i - 1] ?? start;
  const after = order[j + 1];
  const now = metres(before, order[i]) + (after ? metres(order[j], after) : 0);
  return now - metres(before, order[j]) - (after ? metres(order[i], after) : 0);
}
