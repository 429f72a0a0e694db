// Alt ↑ and Alt ↓ move the line that holds the focus; after the move the focus is still on it.
const BUTTONS = { ArrowUp: "up", ArrowDown: "down" };

document.addEventListener("keydown", (event) => {
  const line = event.target.closest?.("[data-rule]");
  const way = event.altKey && BUTTONS[event.key];
  if (!line || !way) return;
  event.preventDefault();
  document.getElementById(`${way}-${line.dataset.rule}`)?.click();
});

let held = "";

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "dispatch-list") return;
  held = document.activeElement?.closest("[data-rule]")?.dataset.rule ?? "";
});

document.body.addEventListener("htmx:afterSettle", () => {
  if (!held || document.activeElement?.closest("[data-rule]")) return;
  document.querySelector(`[data-rule="${held}"] .movers button:enabled`)?.focus();
  held = "";
});
