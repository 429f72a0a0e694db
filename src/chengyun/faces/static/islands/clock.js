// Counts down every clock chip. The server says how much working time is left, whether it runs
// now and until when; between pages nothing is guessed.

const WORDS = JSON.parse(document.getElementById("clock-words").textContent);
const EVERY_MS = 15_000;

const fill = (form, values) => form.replace(/%\((\w+)\)[ds]/g, (_, name) => values[name]);

function span(seconds) {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (d) return fill(h ? WORDS.days_hours : WORDS.days, { d, h });
  if (h) return fill(m ? WORDS.hours_minutes : WORDS.hours, { h, m });
  return m ? fill(WORDS.minutes, { m }) : WORDS.moment;
}

function tick() {
  for (const chip of document.querySelectorAll("[data-left]")) {
    const until = chip.dataset.until ? Date.parse(chip.dataset.until) : Infinity;
    const ran = (Math.min(Date.now(), until) - Date.parse(chip.dataset.at)) / 1000;
    show(chip, Number(chip.dataset.left) - Math.max(0, ran));
  }
}

function show(chip, left) {
  if (left <= 0) {
    chip.classList.remove("clock-run", "clock-soon");
    chip.classList.add("clock-over");
  }
  chip.querySelector("b").textContent = fill(left > 0 ? WORDS.left : WORDS.over, { time: span(left) });
}

setInterval(tick, EVERY_MS);
