// The photos that were just chosen, small, before they are sent; each can be taken out again.

for (const box of document.querySelectorAll("[data-photos]")) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-thumbs]");
  if (!input || !list) continue;
  box.classList.add("scripted");
  input.addEventListener("change", () => show(box, input, list));
}

function show(box, input, list) {
  for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  list.replaceChildren(...[...input.files].map((file) => thumb(box, input, list, file)));
  list.hidden = input.files.length === 0;
}

function thumb(box, input, list, file) {
  const image = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: file.name });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn" });
  button.textContent = box.dataset.remove;
  button.addEventListener("click", () => {
    const rest = new DataTransfer();
    for (const other of input.files) if (other !== file) rest.items.add(other);
    input.files = rest.files;
    show(box, input, list);
  });
  const item = document.createElement("li");
  item.append(image, button);
  return item;
}
