// What the stream says, and what of it is the wall's.

import { columnsOf } from "chengyun/stream";
import { state } from "chengyun/wall-state";

/** Whether a case belongs to the scene that is shown. */
export const inScene = (item) => !state.scene || state.data.scene.kinds.includes(item.type?.key);

/** Hear the stream: `showTruth` when its state changes, `missed` when something was, and `happened(case, action)`, `vitals(byArea)`, `read(columns)` as they come. */
export function listenTo(stream, { showTruth, missed }, { happened, vitals, read }) {
  stream.addEventListener("state", showTruth);
  stream.addEventListener("hello", ({ detail }) => (state.ahead = detail.now * 1000 - Date.now()));
  stream.addEventListener("resync", missed);
  stream.addEventListener("case", ({ detail }) => happened(detail.case, detail.action));
  stream.addEventListener("vitals", ({ detail }) => vitals(detail));
  stream.addEventListener("live", ({ detail }) => read(columnsOf(detail)));
}
