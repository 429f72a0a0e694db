// <cy-place>: choose a point by moving the map under a pin, or by the device's own position.
// Without this script, or without the map, the form asks in words instead.

import { paperMap } from "chengyun/paper-map";

const MIDDLE = [121.4365, 31.1884];

class Place extends HTMLElement {
  async connectedCallback() {
    this.lon = this.querySelector("[name=lon]");
    this.lat = this.querySelector("[name=lat]");
    this.said = this.querySelector("[data-said]");
    this.box = this.querySelector("[data-map]");
    this.hidden = false;
    this.querySelector("[data-locate]").addEventListener("click", () => this.locate());
    document.querySelector("#found")?.addEventListener("change", (event) => this.choose(/** @type {HTMLSelectElement} */ (event.target)));
    await this.draw().catch(() => this.box.remove());
  }

  async draw() {
    const had = this.lon.value && this.lat.value;
    const center = had ? [Number(this.lon.value), Number(this.lat.value)] : this.middle;
    this.map = await paperMap(this.box, { center, zoom: had ? 16 : 12.5 });
    this.map.on("moveend", (event) => this.moved(event));
  }

  get middle() {
    const given = this.dataset.middle?.split(",").map(Number);
    return given?.length === 2 && given.every(Number.isFinite) ? given : MIDDLE;
  }

  // Only a person's move marks a place; the first drawing of the map does not.
  moved({ originalEvent }) {
    if (!originalEvent) return;
    const { lng, lat } = this.map.getCenter();
    this.mark(lng, lat);
  }

  mark(lon, lat) {
    this.lon.value = lon.toFixed(6);
    this.lat.value = lat.toFixed(6);
    this.said.textContent = this.dataset.pin;
    this.classList.add("marked");
    document.querySelector("[data-words]")?.setAttribute("hidden", "");
  }

  /** A place that was found by its name. */
  choose({ value, dataset }) {
    const [lon, lat] = value.split(",").map(Number);
    const address = document.querySelector("[name=address]");
    if (!address.value.includes(dataset.title)) address.value = dataset.title;
    this.go(lon, lat);
  }

  /** Mark a place that is not where the map stands. */
  go(lon, lat) {
    this.mark(lon, lat);
    this.map?.jumpTo({ center: [lon, lat], zoom: 17 });
  }

  locate() {
    this.said.textContent = this.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.go(coords.longitude, coords.latitude);
      },
      () => (this.said.textContent = this.dataset.denied),
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  }
}

customElements.define("cy-place", Place);
