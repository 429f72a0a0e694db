// The panels at the sides and the head, from GET /api/v1/wall.

import { showFlow } from "chengyun/wall-flow";
import { showCounts } from "chengyun/wall-head";
import { showKpis } from "chengyun/wall-kpis";
import { showPack } from "chengyun/wall-pack";
import { showScenes } from "chengyun/wall-scenes";
import { now, state } from "chengyun/wall-state";
import { seedTicker } from "chengyun/wall-ticker";
import { showVitals } from "chengyun/wall-vitals";

/** Everything that is not the map nor a list of cases; `pick(key)` when a scene is asked for. */
export function showPanels(data, pick) {
  showKpis(data.kpis);
  showFlow(data.flow, data.area.code, state.canvas, data.kpis.find(({ key }) => key === "closed_today"));
  showScenes(data.scenes, data.scene.key, pick);
  showVitals(data.vitals, now());
  showCounts(data.counts, data.area.code);
  seedTicker(data.latest ?? []);
  showPack(data.scene.key);
}
