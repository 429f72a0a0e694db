// Tiles out of one PMTiles archive (version 3, a format in the public domain), read by ranges over
// HTTP: a header, folders that tell where each tile lies, and the tiles.

const FIRST = 16_384; // header and root folder lie within these bytes
const DEPTH = 4; // folders one may pass through to a tile
const [PLAIN, GZIP] = [1, 2];
const VECTOR = 1;

export class Archive {
  #url;
  #head = null;
  #folders = new Map();

  constructor(url) {
    this.#url = url;
  }

  /** {vector, minzoom, maxzoom} and where its parts lie. Throws where it cannot be read. */
  header() {
    this.#head ??= this.#open().catch((error) => {
      this.#head = null; // the next who asks tries again
      throw error;
    });
    return this.#head;
  }

  /** The bytes of a tile as they were before they were packed, or null where the archive has none. */
  async tile(z, x, y, signal) {
    const head = await this.header();
    let found = { ...head.root, runs: 0 };
    for (let deep = 0; found && deep < DEPTH && !found.runs; deep++) {
      found = within(await this.#folder(found, head), tileId(z, x, y));
      if (found && !found.runs) found = { ...found, offset: head.leaves + found.offset };
    }
    if (!found?.runs) return null;
    return unpacked(await this.#read(head.tiles + found.offset, found.length, signal), head.tilesPacked);
  }

  async #open() {
    const bytes = await this.#read(0, FIRST);
    const view = new DataView(bytes);
    const wide = (at) => Number(view.getBigUint64(at, true));
    if (view.getUint32(0) !== 0x504d5469 || view.getUint8(7) !== 3) throw new Error("no PMTiles archive of version 3");
    return {
      root: { offset: wide(8), length: wide(16) }, leaves: wide(40), tiles: wide(56),
      packed: view.getUint8(97), tilesPacked: view.getUint8(98), vector: view.getUint8(99) === VECTOR,
      minzoom: view.getUint8(100), maxzoom: view.getUint8(101),
    };
  }

  #folder({ offset, length }, { packed }) {
    if (!this.#folders.has(offset)) {
      const reading = this.#read(offset, length).then((bytes) => unpacked(bytes, packed)).then(entries);
      reading.catch(() => this.#folders.delete(offset));
      this.#folders.set(offset, reading);
    }
    return this.#folders.get(offset);
  }

  async #read(offset, length, signal = null) {
    const answer = await fetch(this.#url, { signal, headers: { range: `bytes=${offset}-${offset + length - 1}` } });
    if (answer.status !== 206) throw new Error(`${this.#url}: ${answer.ok ? "the server gives no ranges" : answer.status}`);
    return answer.arrayBuffer();
  }
}

async function unpacked(bytes, how) {
  if (how === GZIP) return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  if (how > PLAIN) throw new Error(`packed in a way (${how}) that a browser cannot open`);
  return bytes;
}

/** Number of a tile: all of the zooms before it, then its place on the Hilbert curve. */
export function tileId(z, x, y) {
  let id = (4 ** z - 1) / 3;
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const [right, down] = [x & side ? 1 : 0, y & side ? 1 : 0];
    id += side * side * ((3 * right) ^ down);
    if (!down) [x, y] = right ? [side - 1 - y, side - 1 - x] : [y, x];
  }
  return id;
}

// A folder is four columns of variable-length numbers; a run of 0 is another folder.
function entries(buffer) {
  const bytes = new Uint8Array(buffer);
  let at = 0;
  const next = () => {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * unit;
      if (!(byte & 128)) return value;
    }
  };
  const column = (count) => Array.from({ length: count }, next);
  const count = next();
  const [steps, runs, lengths, places] = [column(count), column(count), column(count), column(count)];
  let [id, end] = [0, 0];
  return steps.map((step, i) => {
    const offset = places[i] ? places[i] - 1 : end; // 0: right after the one before
    end = offset + lengths[i];
    return { id: (id += step), runs: runs[i], length: lengths[i], offset };
  });
}

function within(folder, id) {
  const entry = folder.findLast((one) => one.id <= id);
  return entry && (!entry.runs || id < entry.id + entry.runs) ? entry : null;
}
