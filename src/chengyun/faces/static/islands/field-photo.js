// Photos on the phone: made smaller before they wait to be sent, shown, taken out again. What is
// chosen stands in `shots(box)`; the form's own file inputs are left empty.

import { h } from "chengyun/dom";
import { t } from "chengyun/words";
import { placeOf } from "chengyun/photo-place";

const LONGEST_PX = 1600;
const QUALITY = 0.82;
const SMALL_BYTES = 300_000;
const HEAD = 256 * 1024;
const MOST = 5;

/** @type {WeakMap<Element, {file: Blob, url: string, place: {lon: number, lat: number} | null}[]>} */
const chosen = new WeakMap();

/** The photos that stand in a box, as they will be sent. */
export const shots = (box) => (chosen.get(box) ?? []).map(({ file }) => file);

/** A photo at most 1600 pixels long, upright, as JPEG; other files and small photos as they are. */
export async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < SMALL_BYTES) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    const name = `${file.name.replace(/\.\w+$/, "") || "photo"}.jpg`;
    return blob && blob.size < file.size ? new File([blob], name, { type: "image/jpeg" }) : file;
  } catch {
    return file; // a kind of picture that this phone cannot draw goes as it is
  }
}

// The place is read first: drawing anew leaves behind what the camera wrote.
async function take(box, input) {
  const rows = chosen.get(box) ?? [];
  chosen.set(box, rows);
  box.classList.add("busy");
  for (const file of [...input.files].slice(0, Number(box.dataset.most ?? MOST) - rows.length)) {
    const place = placeOf(await file.slice(0, HEAD).arrayBuffer());
    const small = await smaller(file);
    rows.push({ file: small, url: URL.createObjectURL(small), place });
  }
  input.value = "";
  box.classList.remove("busy");
  show(box);
  const place = rows.find((row) => row.place)?.place;
  box.dispatchEvent(new CustomEvent("field:photos", { bubbles: true, detail: { count: rows.length, place } }));
}

function show(box) {
  const rows = chosen.get(box) ?? [];
  box.classList.toggle("has-shots", rows.length > 0);
  box.querySelector("[data-shots]").replaceChildren(...rows.map((row, n) => shot(box, row, n)));
}

function shot(box, row, n) {
  const remove = () => {
    URL.revokeObjectURL(row.url);
    chosen.set(box, chosen.get(box).filter((other) => other !== row));
    show(box);
  };
  const photo = row.file.type.startsWith("image/");
  return h("figure", { class: "shot-kept" },
    photo ? h("img", { src: row.url, alt: t("photo_n", { n: n + 1 }) }) : h("span", { class: "reel" }, "▶"),
    h("button", { type: "button", class: "shot-off", "aria-label": `${t("remove")} ${t("photo_n", { n: n + 1 })}`, onclick: remove }, "×"));
}

for (const box of document.querySelectorAll("[data-album]")) {
  for (const input of box.querySelectorAll("input[type=file]")) input.addEventListener("change", () => take(box, input));
}
