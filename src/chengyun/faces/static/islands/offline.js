// A resident without a network is told so, and nothing that was written is lost on a failed sending.

const band = document.querySelector("[data-offline]");
const show = () => band?.toggleAttribute("hidden", navigator.onLine);

addEventListener("online", show);
addEventListener("offline", show);
addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  show();
}, true);
show();
