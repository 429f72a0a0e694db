// Two conveniences for plain pages: tiles that narrow while one types, and a copy button.

for (const input of document.querySelectorAll("[data-filter]")) {
  const items = [...document.querySelectorAll(input.dataset.filter)];
  const empty = document.querySelector(".tiles-empty");
  input.addEventListener("input", () => {
    const word = input.value.trim().toLowerCase();
    for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(word);
    if (empty) empty.hidden = items.some((item) => !item.hidden);
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
    button.textContent = button.dataset.copied;
  });
}
