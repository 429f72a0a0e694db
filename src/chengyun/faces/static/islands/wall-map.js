// The wall's map, or its table where no map can be drawn.

import { CityMap } from "chengyun/map";
import { FRAMES } from "chengyun/wall-canvas";
import { config } from "chengyun/words";
import { state } from "chengyun/wall-state";
import { AreaTable } from "chengyun/wall-table";

/** Pixels of the screen per pixel of the canvas. */
export const pixels = () => Math.min(3, devicePixelRatio * state.scale);

/** A CityMap in `container`, framed for the canvas in use, or an AreaTable. */
export async function makeMap(container, reduced) {
  const map = await CityMap.create(container, { ratio: pixels(), reduced, base: config.base }).catch((error) => {
    console.warn("no map", error);
    return new AreaTable(container);
  });
  map.setFrame(FRAMES[state.canvas], pixels());
  return map;
}
