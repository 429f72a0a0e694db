// The place where a photo was taken, read from it on the telephone and offered as the place of the
// report. Exif in a JPEG: marker FFE1, "Exif", a TIFF whose tag 0x8825 leads to the GPS values.

const HEAD = 256 * 1024;
const [GPS, LAT_REF, LAT, LON_REF, LON] = [0x8825, 1, 2, 3, 4];

export function placeOf(buffer) {
  const view = new DataView(buffer);
  try {
    const tiff = exifAt(view);
    return tiff === null ? null : gps(view, tiff);
  } catch {
    return null; // torn or not as the standard says: no place
  }
}

function exifAt(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 10 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    if (marker === 0xffda || marker >> 8 !== 0xff) return null;
  }
  return null;
}

function gps(view, tiff) {
  const little = view.getUint16(tiff) === 0x4949;
  const u16 = (at) => view.getUint16(at, little);
  const u32 = (at) => view.getUint32(at, little);
  const entries = (at) =>
    new Map(Array.from({ length: u16(at) }, (_, n) => [u16(at + 2 + n * 12), at + 2 + n * 12]));
  const first = entries(tiff + u32(tiff + 4)).get(GPS);
  if (first === undefined) return null;
  const tags = entries(tiff + u32(first + 8));
  const degrees = (name, ref, negative) => {
    const at = tiff + u32(tags.get(name) + 8);
    const [d, m, s] = [0, 8, 16].map((skip) => u32(at + skip) / u32(at + skip + 4));
    const value = d + m / 60 + s / 3600;
    return String.fromCharCode(view.getUint8(tags.get(ref) + 8)) === negative ? -value : value;
  };
  const [lon, lat] = [degrees(LON, LON_REF, "W"), degrees(LAT, LAT_REF, "S")];
  const good = Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && (lon !== 0 || lat !== 0);
  return good ? { lon, lat } : null;
}

async function offer(box, input) {
  box.querySelector("[data-taken]")?.remove();
  for (const file of input.files) {
    const place = placeOf(await file.slice(0, HEAD).arrayBuffer());
    if (place) return void input.after(button(box.dataset.offer, place));
  }
}

function button(words, place) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn", textContent: words });
  made.dataset.taken = "";
  made.addEventListener("click", () => {
    const position = document.querySelector("#position");
    if (position) fill(position, place);
    else document.querySelector("cy-place")?.go(place.lon, place.lat);
    made.disabled = true;
    made.textContent = `✓ ${place.lon.toFixed(5)}, ${place.lat.toFixed(5)}`;
  });
  return made;
}

function fill(position, { lon, lat }) {
  position.querySelector("[name=lon]").value = lon.toFixed(6);
  position.querySelector("[name=lat]").value = lat.toFixed(6);
  position.querySelector("span").textContent = `${lon.toFixed(5)}, ${lat.toFixed(5)}`;
  position.classList.add("found");
}

for (const box of globalThis.document?.querySelectorAll("[data-photos]") ?? []) {
  const input = box.querySelector("input");
  input?.addEventListener("change", () => offer(box, input));
}
