// One item on its way: a form with its photos, and what the answer means.

const PATIENCE_MS = 90_000;

/** Send an item. Never throws.
    @returns {Promise<{state: string, stop?: boolean, answer?: object, code?: string,
      message?: string, now?: object, steps?: object[], sent_at?: number}>} */
export async function deliver(row, csrf) {
  let response;
  try {
    response = await fetch("/field/send/", {
      method: "POST", body: form(row), headers: { "X-CSRFToken": csrf, accept: "application/json" },
      credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return { state: "waiting", stop: true }; // no network, or it was cut: nobody knows what arrived
  }
  const told = await response.json().catch(() => null);
  return (BY_STATUS[response.status] ?? otherwise)(told, response.status);
}

const later = (stop) => () => ({ state: "waiting", stop });
const refused = (told, status) => ({ state: "refused", code: told?.code ?? String(status), message: told?.message ?? "" });
const BY_STATUS = {
  200: (told) => (told?.state === "done" ? { state: "done", answer: told, sent_at: Date.now() } : { state: "waiting" }),
  401: later(true),
  403: later(true), // the token is of a session that has ended; the next time asks for a new one
  409: (told) => ({ state: "conflict", code: told?.code, message: told?.message, now: told?.now, steps: told?.steps ?? [] }),
  413: refused,
  422: refused,
};
const otherwise = (told, status) => (status >= 400 && status < 500 && status !== 408 && status !== 429 ? refused(told, status) : { state: "waiting" });

function form(row) {
  const body = new FormData();
  const fields = { ...row.fields, key: row.key, item: row.item, done_at: row.done_at, number: row.number ?? "" };
  for (const [name, value] of Object.entries(fields)) body.append(name, value ?? "");
  row.files.forEach((file, n) => body.append("files", file, file.name ?? `${n + 1}.jpg`));
  return body;
}
