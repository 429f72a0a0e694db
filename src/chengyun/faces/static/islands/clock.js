// Counts down every clock chip. The server gives the lamp, how much counted time is left, in which
// unit, and the next stretches in which the clock runs; beyond them nothing is guessed: it rests.

const WORDS = JSON.parse(document.getElementById("clock-words").textContent);
const EVERY_MS = 15_000;

const fill = (form, values) => form.replace(/%\((\w+)\)[ds]/g, (_, name) => values[name]);
const many = ([one, more], n) => (n ? fill(n === 1 ? one : more, { n }) : "");
const joined = (...parts) => parts.filter(Boolean).join(" ");

// As `cases.lamps.length` says it.
function length(seconds, line) {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (line === "h") {
    const said = m ? fill(WORDS.minutes, { m }) : "";
    return joined(many(WORDS.work_hours, Math.floor(minutes / 60)), said) || WORDS.moment;
  }
  if (line === "wd" && d) return joined(many(WORDS.work_days, d), h && fill(WORDS.hours, { h }));
  if (d) return fill(h ? WORDS.days_hours : WORDS.days, { d, h });
  if (h) return fill(m ? WORDS.hours_minutes : WORDS.hours, { h, m });
  return m ? fill(WORDS.minutes, { m }) : WORDS.moment;
}

// Counted seconds from the server's instant to now.
function ran(chip, now) {
  const from = Number(chip.dataset.at);
  if (!chip.dataset.spans) return Math.max(0, now - from);
  return chip.dataset.spans
    .split(" ")
    .map((span) => span.split("/").map(Number))
    .reduce((sum, [start, end]) => sum + Math.max(0, Math.min(now, end) - Math.max(from, start)), 0);
}

function tick() {
  for (const chip of document.querySelectorAll("[data-left]")) {
    show(chip, Number(chip.dataset.left) - ran(chip, Date.now() / 1000));
  }
}

// Green to yellow is the server's to say; only the end of the time is plain to see from here.
function show(chip, left) {
  if (left <= 0 && chip.dataset.lamp !== "red") {
    chip.dataset.lamp = "red";
    chip.classList.remove("clock-run", "clock-soon");
    chip.classList.add("clock-over");
  }
  const over = chip.dataset.lamp === "red";
  const time = length(left, chip.dataset.line);
  chip.querySelector("b").textContent = fill(over ? WORDS.over : WORDS.left, { time });
}

setInterval(tick, EVERY_MS);
