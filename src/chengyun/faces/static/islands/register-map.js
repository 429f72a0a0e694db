// <cy-register>: the entries of a register on the map, coloured by its layer. The list below is the
// same for those who cannot use a map.

import { ClusteredMap } from "chengyun/clustered-map";
import { tone } from "chengyun/paper-map";

const TONES = 6;

class RegisterMap extends ClusteredMap {
  look() {
    return {
      reach: 30, apart: 13, sizes: [12, 15, 20],
      group: { "circle-color": tone("surface"), "circle-stroke-width": 1.5, "circle-stroke-color": tone("line-strong") },
      count: { "text-color": tone("text") }, text: 12,
      one: { "circle-radius": 6, "circle-stroke-width": 1.5, "circle-stroke-color": tone("surface"), "circle-color": this.colour() },
      fit: { padding: 36, maxZoom: 16 },
    };
  }

  /** The colour of each option by its place, as the legend has it. */
  colour() {
    const probe = document.createElement("i");
    this.append(probe);
    const colours = Array.from({ length: TONES }, (_, i) => {
      probe.style.color = `var(--tone-${i})`;
      return getComputedStyle(probe).color;
    });
    probe.remove();
    return ["match", ["get", "tone"], ...colours.slice(1).flatMap((colour, i) => [i + 1, colour]), colours[0]];
  }

  words({ name, key }) {
    return Object.assign(document.createElement("a"), { textContent: name, href: `${this.dataset.at}${key}/` });
  }
}

customElements.define("cy-register", RegisterMap);
