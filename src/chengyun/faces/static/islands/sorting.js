// Tables that are all on one page are sorted where they stand: <table data-sortable>. The head of
// each column with words becomes a button; a second press turns the order round.

const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
const NUMBER = /^[+-]?[\d,]+(\.\d+)?/;

/** What a cell is sorted by: what it says of itself, its time, its number, its words; "" last. */
function worth(cell) {
  const text = cell?.dataset.value ?? cell?.querySelector("time")?.getAttribute("datetime") ?? cell?.textContent.trim() ?? "";
  if (text === "—") return "";
  const number = cell?.classList.contains("num") ? NUMBER.exec(text) : null;
  return number ? Number(number[0].replaceAll(",", "")) : text;
}

function compare(a, b) {
  if (a === "" || b === "") return 0;
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}

// What is missing stands last either way, and what is alike stays as it stood.
function sort(table, head, column) {
  const turn = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  for (const body of table.tBodies) {
    const rows = [...body.rows].map((row) => ({ row, worth: worth(row.cells[column]) }));
    rows.sort((a, b) => Number(a.worth === "") - Number(b.worth === "") || turn * compare(a.worth, b.worth));
    body.append(...rows.map(({ row }) => row));
  }
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", turn > 0 ? "ascending" : "descending");
}

function prepare(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (!head.textContent.trim() || head.querySelector("a, button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, head, column));
    head.append(button);
  });
}

document.querySelectorAll("table[data-sortable]").forEach(prepare);
