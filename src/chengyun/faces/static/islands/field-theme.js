// Before the first paint: ink or paper, as the phone prefers. The one classic script of the field,
// in the head, so that nobody is dazzled at night by a page that turns dark a moment later.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => (document.documentElement.dataset.theme = dark.matches ? "dark" : "light");
  dark.addEventListener("change", show);
  show();
})();
