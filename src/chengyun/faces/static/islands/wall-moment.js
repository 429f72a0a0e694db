// One moment of the replay on the parts of the wall that are recorded.

import { showClock } from "chengyun/wall-head";
import { showKpis } from "chengyun/wall-kpis";
import { countLegend } from "chengyun/wall-legend";
import { alarmsAt, casesAt, figuresAt, vitalAt } from "chengyun/wall-past";
import { showVitals } from "chengyun/wall-vitals";

/** Show `data` (GET /api/v1/wall) as it was at `replay.at`; leaves the open cases in `replay.cases`. */
export function showMoment(replay, data, map) {
  const { at, past } = replay;
  const gone = (at - past.from) / (past.to - past.from);
  const figures = figuresAt(past, at);
  replay.cases = casesAt(past, at);
  showKpis(data.kpis.map((kpi) => ({ ...kpi, value: figures[kpi.key] ?? null, delta: undefined, at: gone })));
  showVitals(data.vitals.map((vital) => vitalAt(vital, at, past.to)), at * 1000);
  showClock(at * 1000);
  map?.stand(alarmsAt(past, at));
  map?.setCases(replay.cases);
  countLegend(replay.cases, { alarm: map?.tally()?.alarm });
}
