// <cy-proof>: shows that somebody's machine took a moment over this report. Finds a number whose
// SHA-256 with the token begins with so many zero bits (faces/public/gate.py checks it with one).
// Where the browser has no WebCrypto (http without TLS) the question in words stays.

const AT_ONCE = 256;
const encoder = new TextEncoder();

/** Leading zero bits of a digest. */
export function leadingZeros(digest) {
  const bytes = new Uint8Array(digest);
  const first = bytes.findIndex((byte) => byte > 0);
  return first < 0 ? bytes.length * 8 : first * 8 + Math.clz32(bytes[first]) - 24;
}

/** The first number that proves the token. */
export async function solve(token, bits, subtle = crypto.subtle) {
  for (let from = 0; ; from += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, n) => from + n);
    const digests = await Promise.all(numbers.map((n) => subtle.digest("SHA-256", encoder.encode(`${token}:${n}`))));
    const found = digests.findIndex((digest) => leadingZeros(digest) >= bits);
    if (found >= 0) return from + found;
  }
}

if (globalThis.customElements) {
  class Proof extends HTMLElement {
    async connectedCallback() {
      if (!globalThis.crypto?.subtle) return;
      const button = this.closest("form").querySelector(".btn-primary");
      this.querySelector("[data-sum]")?.setAttribute("hidden", "");
      button.disabled = true;
      this.querySelector("[name=solution]").value = String(await solve(this.dataset.token, Number(this.dataset.bits)));
      this.querySelector("[data-said]").textContent = this.dataset.done;
      this.classList.add("done");
      button.disabled = false;
    }
  }
  customElements.define("cy-proof", Proof);
}
