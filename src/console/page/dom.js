// Elements of the page. What strangers wrote (scenes, names, openids) becomes text nodes and values of
// attributes that run nothing; nothing here or elsewhere reads HTML.

/** An element: `on…` are listeners, `class` and the like attributes; null and false leave one out. */
export function h(name, properties = {}, ...children) {
  return filled(document.createElement(name), properties, children);
}

/** The same of an SVG picture. */
export function svg(name, properties = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), properties, children);
}

function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "indeterminate") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** Puts children in place of those that were there. */
export function fill(element, ...children) {
  element.replaceChildren(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

let ids = 0;

/** An id that no other element has. */
export function newId() {
  ids += 1;
  return `id-${ids}`;
}

/** What a screen reader reads out now. */
export function announce(text) {
  document.getElementById("announcement").textContent = text;
}

/** Hands over a file. */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
