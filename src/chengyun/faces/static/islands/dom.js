// Small helpers to build and keep DOM. Text is always text: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element: h("a", {href, class, dataset}, ...children). Null children are left out. */
export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

/** The same for SVG. */
export const svg = (tag, props, ...children) =>
  fill(document.createElementNS(SVG, tag), props, children);

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) setProp(element, name, value);
  element.append(...children.flat().filter((child) => child != null && child !== ""));
  return element;
}

function setProp(element, name, value) {
  if (value == null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(element.dataset, value);
  else if (name === "vars") setVars(element, value);
  else element.setAttribute(name, value === true ? "" : value);
}

/** CSS custom properties through CSSOM, which a strict style policy allows. */
export function setVars(element, vars) {
  for (const [name, value] of Object.entries(vars)) element.style.setProperty(`--${name}`, value);
}

/** Make `parent`'s children follow `items` by key: create what is new, update what stays.
    Elements that stay are not touched in the tree, so focus, hover and animations survive. */
export function keyed(parent, items, key, create, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const next = items.map((item) => {
    const id = String(key(item));
    const element = old.get(id) ?? create(item);
    element.dataset.key = id;
    update(element, item, !old.has(id));
    return element;
  });
  arrange(parent, next);
}

function arrange(parent, next) {
  const staying = new Set(next);
  for (const child of [...parent.children]) if (!staying.has(child)) child.remove();
  next.forEach((element, i) => {
    if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] ?? null);
  });
}

/** When what stands in the page now has been painted. */
export const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/** Call `work` now, then at most once per `ms` however often it is asked, and never before what it
    did last is done: a server that answers slowly is not asked the faster. */
export function coalesce(work, ms) {
  let busy = false;
  let again = false;
  const run = async () => {
    [busy, again] = [true, false];
    const rest = new Promise((done) => setTimeout(done, ms));
    try {
      await work();
    } finally {
      await rest;
      busy = false;
      if (again) run();
    }
  };
  return () => (busy ? (again = true) : run());
}
