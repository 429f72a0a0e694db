// Reading the API: one token, one timeout, errors that say what a person can do.

import { config } from "chengyun/words";

const TIMEOUT_MS = 15_000;

export class ApiError extends Error {
  constructor(status) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** `path` with query values (empty ones left out) and the kiosk token, if the page has one. */
export function address(path, query = {}) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries({ ...query, token: config.token })) {
    if (value != null && value !== "") url.searchParams.set(name, value);
  }
  return url;
}

async function ask(accept, path, query, signal) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(address(path, query), {
    headers: { accept },
    credentials: "same-origin",
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  if (!response.ok) throw new ApiError(response.status);
  return response;
}

/** GET JSON. Throws ApiError on a refusal, TypeError or TimeoutError when nobody answers. */
export const get = async (...asked) => (await ask("application/json", ...asked)).json();

/** GET raw bytes; throws likewise. */
export const getBytes = async (...asked) => (await ask("application/octet-stream", ...asked)).arrayBuffer();
