// One page to the next by the arrow keys: every link that names its key in `data-go`.

addEventListener("keydown", (event) => {
  if (event.target.closest?.("input, textarea, select, video, audio, dialog[open]")) return;
  if (event.ctrlKey || event.metaKey || event.altKey || !event.key.startsWith("Arrow")) return;
  const link = document.querySelector(`[data-go="${event.key}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
