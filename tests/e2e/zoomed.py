"""A usual screen at 200 % zoom: does the page fit, is each control reached, is it in English?"""

from playwright.sync_api import Page, ViewportSize

ZOOMED: ViewportSize = {"width": 640, "height": 400}  # 1280 by 800 at 200 %

# How wide the page is if it scrolls sideways; controls beyond its edge that nothing scrolls into
# view; controls with something else on top of their middle once scrolled to; Chinese labels.
_ASK = """() => {
  scrollTo(0, 0);
  const found = [];
  const box = (element) => element.getBoundingClientRect();
  const said = (element) => element.outerHTML.slice(0, 120);
  const shown = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true };
  const aside = ".visually-hidden, .skip, .maplibregl-map";
  const seen = (element) =>
    element.checkVisibility(shown) && box(element).width > 1 && !element.closest(aside);
  const within = (element, test) => {
    for (let up = element.parentElement; up; up = up.parentElement) if (test(up)) return true;
    return false;
  };
  const scrolls = (up) => up !== document.body && up.scrollWidth > up.clientWidth
    && /auto|scroll/.test(getComputedStyle(up).overflowX);
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth + 1) found.push(`${wide} px wide`);
  const usable = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const controls = [...document.querySelectorAll(usable)].filter(seen);
  for (const control of controls) {
    const { left, right } = box(control);
    const out = right > innerWidth + 1 || left < -1;
    if (out && !within(control, scrolls)) found.push(`cut off: ${said(control)}`);
  }
  for (const control of controls) {
    control.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const { left, top, width, height } = control.getClientRects()[0];
    const top_most = document.elementFromPoint(left + width / 2, top + height / 2);
    const free = !top_most || top_most.contains(control) || control.contains(top_most)
      || top_most.closest("label")?.contains(control);
    if (!free) found.push(`covered: ${said(control)} by ${said(top_most)}`);
  }
  if (!document.documentElement.lang.startsWith("en")) return found;
  const inMain = "main :is(label, legend, button, thead th, h2, summary), [placeholder]";
  const labels = `${inMain}, .masthead :is(a, button), .hint, .empty`;
  for (const label of document.querySelectorAll(labels)) {
    const own = [...label.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
    const words = own.map(({ data }) => data).join("") + (label.placeholder ?? "");
    const chinese = /[\\u4e00-\\u9fff]/.test(words);
    if (chinese && !label.closest("[lang]:not(html)")) found.push(`Chinese: ${said(label)}`);
  }
  return found;
}"""


def faults(page: Page) -> list[str]:
    """What of the open page is cut off or covered at 200 %, and labels that are not in English."""
    usual = page.viewport_size
    page.set_viewport_size(ZOOMED)
    found = page.evaluate(_ASK)
    if usual:
        page.set_viewport_size(usual)
    return [f"{page.url}: {fault}" for fault in found]
