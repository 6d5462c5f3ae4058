// HTML whose values are text, whatever they contain.

class Html {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A template; what is put into it is escaped, unless it is such a template itself. Lists are joined. */
export function html(strings, ...values) {
  const parts = values.map((value, at) => content(value) + strings[at + 1]);
  return new Html(strings[0] + parts.join(""));
}

function content(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(content).join("");
  if (value === undefined || value === null || value === false) return "";
  return String(value).replaceAll(/[&<>"']/g, (character) => entities[character]);
}
