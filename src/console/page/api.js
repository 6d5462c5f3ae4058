// What the page asks of the Worker.

/** An answer that is none; its message is for people. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Reads `name` of the API. */
export function get(name, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined));
  return request(`api/${name}${query.size > 0 ? `?${query}` : ""}`);
}

/** Changes what it may change. */
export function patch(name, body) {
  return request(`api/${name}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Ends the session, or all; gives back where to go then. */
export async function signOut(everywhere) {
  const { by } = await request("session");
  await request(`session${everywhere ? "?everywhere" : ""}`, { method: "DELETE" });
  return by === "access" ? "/cdn-cgi/access/logout" : "/console/sign-in.html";
}

async function request(path, options) {
  const response = await fetch(`/console/${path}`, { credentials: "same-origin", ...options });
  if (response.status === 401) {
    // The session has ended. To ask for the page again would not do: its files are there until the
    // session's time is over, also where all sessions were ended.
    location.assign(`/console/sign-in.html${location.hash}`);
    return new Promise(() => {});
  }
  const text = await response.text();
  const body = parsed(text);
  if (!response.ok) throw new ApiError(response.status, body?.error ?? `HTTP ${response.status}`);
  return body;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
