// The part of the address after #: `#/codes?period=30`.

export function route(hash) {
  const [, screen = "", query = ""] = /^#\/([a-z]*)(?:\?(.*))?$/s.exec(hash) ?? [];
  return { screen: screen === "" ? "overview" : screen, parameters: Object.fromEntries(new URLSearchParams(query)) };
}

export function link(screen, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined)).toString();
  return `#/${screen}${query === "" ? "" : `?${query}`}`;
}
