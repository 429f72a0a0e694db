// The live points as columns of numbers: where each datastream is and how it stands. Everything
// is a typed array and every change a loop, so that 100,000 of them cost a millisecond.

const MICRO = 1e6; // places are whole millionths of a degree
const LIT = 8; // bit of `flags` beside the state: has just spoken
const TYPES = { int16: Int16Array, int32: Int32Array, uint8: Uint8Array, float32: Float32Array };

/** The columns of GET /api/v1/points as raw numbers. */
export function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const columns = { properties: head.properties };
  let at = 4 + length;
  for (const [name, type] of head.columns) {
    columns[name] = new TYPES[type](buffer, at, head.rows);
    at += Math.ceil(columns[name].byteLength / 8) * 8;
  }
  return columns;
}

const none = { id: new Int32Array(), lon: new Int32Array(), lat: new Int32Array(), state: new Uint8Array(),
  value: new Float32Array(), time: new Int32Array(), property: new Int16Array(), properties: [] };

export const inAlarm = (state) => state >= 1 && state <= 4;

export class Points {
  #columns;
  #row; // by id; -1: not among them
  #lit = [];

  constructor(columns = none) {
    this.#columns = columns;
    this.flags = columns.state.slice();
    this.#row = new Int32Array(columns.id.reduce((most, id) => Math.max(most, id), 0) + 1).fill(-1);
    columns.id.forEach((id, i) => (this.#row[id] = i));
  }

  get length() {
    return this.flags.length;
  }

  get lon() {
    return this.#columns.lon;
  }

  get lat() {
    return this.#columns.lat;
  }

  /** New values and states of `ids` at `t` (µs); the first `limit` of them are lit until the next. */
  change({ ids, values, states, t = 0 }, limit) {
    for (const row of this.#lit) this.flags[row] &= ~LIT;
    this.#lit = [];
    const { value, time } = this.#columns;
    for (let i = 0; i < ids.length; i++) {
      const row = this.#row[ids[i]] ?? -1;
      if (row < 0) continue;
      this.flags[row] = states[i];
      if (values) value[row] = values[i];
      if (t) time[row] = t / 1e6;
      if (this.#lit.length < limit) this.#light(row);
    }
  }

  /** As they stood at a moment of the past: all at rest but `ids`. */
  stand({ ids, states }) {
    this.flags.fill(0);
    this.#lit = [];
    for (let i = 0; i < ids.length; i++) {
      const row = this.#row[ids[i]] ?? -1;
      if (row >= 0) this.flags[row] = states[i];
    }
  }

  /** New places of `moved`. */
  move({ moved, lons, lats }) {
    const { lon, lat } = this.#columns;
    for (let i = 0; i < moved.length; i++) {
      const row = this.#row[moved[i]] ?? -1;
      if (row < 0) continue;
      lon[row] = lons[i];
      lat[row] = lats[i];
    }
  }

  state(row) {
    return this.flags[row] & ~LIT;
  }

  /** Rows of the points in alarm: few, and drawn over the others. */
  alarmed() {
    const rows = [];
    for (let row = 0; row < this.length; row++) if (inAlarm(this.state(row))) rows.push(row);
    return Uint32Array.from(rows);
  }

  /** How many points are normal, in alarm, silent. */
  tally() {
    const counts = new Uint32Array(16);
    for (let row = 0; row < this.length; row++) counts[this.state(row)]++;
    const [normal, first, second, third, fourth, silent] = counts;
    return { normal, alarm: first + second + third + fourth, silent };
  }

  /** Rows within a box of degrees for which `wanted(state)` holds. */
  within([west, south, east, north], wanted) {
    const [left, low, right, high] = [west, south, east, north].map((degrees) => degrees * MICRO);
    const { lon, lat } = this.#columns;
    const rows = [];
    for (let row = 0; row < this.length; row++) {
      if (lon[row] < left || lon[row] > right || lat[row] < low || lat[row] > high) continue;
      if (wanted(this.state(row))) rows.push(row);
    }
    return rows;
  }

  /** [longitude, latitude] in degrees. */
  place(row) {
    return [this.lon[row] / MICRO, this.lat[row] / MICRO];
  }

  /** The middle of all places, in millionths of a degree. */
  middle() {
    const mean = (column) => Math.round(column.reduce((sum, value) => sum + value, 0) / (this.length || 1));
    return [mean(this.lon), mean(this.lat)];
  }

  describe(row) {
    const { id, property, properties, value, time } = this.#columns;
    const [lon, lat] = this.place(row);
    const told = Number.isFinite(value[row]) ? Number(value[row].toPrecision(7)) : null;
    return { id: id[row], lon, lat, property: properties[property[row]], state: this.state(row), value: told, time: time[row] };
  }

  #light(row) {
    this.flags[row] |= LIT;
    this.#lit.push(row);
  }
}
