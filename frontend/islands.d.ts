// What the islands may take for granted: the page's own templates give what is asked for, and a
// few things of the browser and of libraries that TypeScript does not know.

/** What a selector finds in our own pages: a form, a field, a link, a time. */
interface Found extends HTMLElement {
  checked: boolean;
  dateTime: string;
  disabled: boolean;
  elements: any;
  form: HTMLFormElement;
  go: (...told: any[]) => any;
  href: string;
  hreflang: string;
  name: string;
  open: boolean;
  src: string;
  value: string;
  showModal(): void;
  close(): void;
  submit(): void;
  requestSubmit(): void;
}

interface ParentNode {
  querySelector(selectors: string): Found | null;
  querySelectorAll(selectors: string): NodeListOf<Found>;
}
interface Element {
  closest(selectors: string): Found | null;
}
interface EventTarget {
  closest(selectors: string): Found | null;
}
interface Event {
  detail?: any;
}
interface Document {
  getElementById(id: string): Found | null;
}

interface GlobalEventHandlersEventMap {
  "htmx:afterSettle": CustomEvent & { target: Found };
  "htmx:afterSwap": CustomEvent;
  "htmx:beforeSwap": CustomEvent;
  "htmx:configRequest": CustomEvent;
  "htmx:responseError": CustomEvent;
  "htmx:sendError": CustomEvent;
}
interface Uint8ArrayConstructor {
  fromBase64?(text: string): Uint8Array;
}
interface ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

declare const htmx: any;
declare module "maplibre-gl";
declare module "echarts";
