// Whether the page is dark just now, and maps that follow when the device turns to night or day.

/** The scheme in force is the page's own: what the person chose, else what the device prefers. */
export const dark = () => getComputedStyle(document.documentElement).colorScheme === "dark";

/** Give `map` the colours of `style()` again whenever the device changes; what lies on it stays. */
export function followNight(map, style) {
  const preferred = matchMedia("(prefers-color-scheme: dark)");
  const turn = () => map.setStyle(style(), { transformStyle: onto });
  preferred.addEventListener("change", turn);
  map.once("remove", () => preferred.removeEventListener("change", turn));
}

function onto(before, after) {
  const ours = new Set(after.layers.map(({ id }) => id));
  const theirs = before.layers.filter(({ id }) => !ours.has(id));
  return { ...after, sources: before.sources, layers: [...after.layers, ...theirs] };
}
