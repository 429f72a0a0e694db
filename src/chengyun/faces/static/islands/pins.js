// <cy-pins>: the open case and the cases of the queue on the map. Follows the queue as it changes.

import { drawnSlowly } from "chengyun/map-ground";
import { paperMap, setPins } from "chengyun/paper-map";

const GLIDE_MS = 600;
const STAYED_MS = 300;

class Pins extends HTMLElement {
  async connectedCallback() {
    const chosen = this.chosen();
    const first = chosen ?? this.queue().find((mark) => Number.isFinite(mark.lon));
    if (!first) return this.fail(this.dataset.nowhere);
    this.replaceChildren();
    try {
      this.map = await paperMap(this, { center: [first.lon, first.lat], zoom: chosen ? 15.2 : 12 });
    } catch {
      return this.fail(this.dataset.failed);
    }
    this.map.on("click", "pin", ({ features }) => this.open(features[0].properties.number));
    this.glide = drawnSlowly(this.map) ? 0 : GLIDE_MS;
    if (!chosen) this.fit();
    this.show();
    document.body.addEventListener("htmx:beforeRequest", () => clearTimeout(this.following));
    document.body.addEventListener("htmx:afterSettle", () => this.follow());
  }

  /** The map moves when somebody stays on a case, and not while they walk through the queue. */
  follow() {
    clearTimeout(this.following);
    this.following = setTimeout(() => this.isConnected && this.show(), STAYED_MS);
  }

  disconnectedCallback() {
    this.map?.remove();
  }

  fail(text) {
    this.classList.add("failed");
    this.textContent = text;
  }

  show() {
    const chosen = this.chosen();
    const marks = [...this.queue().filter(({ number }) => number !== chosen?.number), ...(chosen ? [chosen] : [])];
    const told = JSON.stringify(marks);
    if (told !== this.told) setPins(this.map, marks);
    this.told = told;
    if (chosen && chosen.number !== this.at) {
      this.at = chosen.number;
      this.map.easeTo({ center: [chosen.lon, chosen.lat], zoom: Math.max(this.map.getZoom(), 14.5), duration: this.glide });
    }
  }

  /** All of the queue in view, with room around it. */
  fit() {
    const points = this.queue().filter(({ lon }) => Number.isFinite(lon));
    const edge = (pick, key) => pick(...points.map((point) => point[key]));
    const corners = [[edge(Math.min, "lon"), edge(Math.min, "lat")], [edge(Math.max, "lon"), edge(Math.max, "lat")]];
    this.map.fitBounds(corners, { padding: 40, maxZoom: 15, duration: 0 });
  }

  queue() {
    return [...document.querySelectorAll("#queue [data-case]")].map(mark);
  }

  chosen() {
    const element = document.querySelector("#case [data-case]");
    if (!element?.dataset.lon) return null;
    return { ...mark(element), chosen: true };
  }

  open(number) {
    document.querySelector(`#queue [data-case="${number}"] a`)?.click();
  }
}

/** @param {{dataset: DOMStringMap}} element */
const mark = ({ dataset: { case: number, lon, lat, sev } }) => ({
  number, lon: parseFloat(lon), lat: parseFloat(lat), severity: Number(sev),
});

customElements.define("cy-pins", Pins);
