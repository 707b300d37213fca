// Small hands for the page's elements. Text goes in as text, never as markup.

/** el("p", {class: "note"}, "…", child): properties starting with "on" are listeners, null children are left out. */
export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child != null));
  return made;
}

export function button(label, press, properties = {}) {
  return el("button", { type: "button", onclick: press, ...properties }, label);
}

/** A list of facts: rows of [label, value]; rows without a value are left out. */
export function facts(rows) {
  const shown = rows.filter(([, value]) => value);
  return el("dl", { class: "facts" }, shown.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))));
}
