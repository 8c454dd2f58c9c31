"use strict";
// Elements made by script. Nothing here parses markup: text goes in as textContent.
const SafeholdElements = (() => {
  const byId = (id) => document.getElementById(id);
  const { format: number } = new Intl.NumberFormat("en");
  const counted = (count, what) => `${number(count)} ${what}${count === 1 ? "" : "s"}`;
  const capitalized = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  function element(tag, { text, ...attributes } = {}, ...children) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function icon(name) {
    const [made, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
    use.setAttribute("href", `#${name}`);
    made.setAttribute("class", "icon");
    made.setAttribute("aria-hidden", "true");
    made.append(use);
    return made;
  }

  // Text from outside: in no known language, possibly written from right to left, possibly long.
  function foreign(text, kind = "") {
    return element("bdi", { lang: "", class: `clip ${kind}`, text });
  }

  function mark(type, value) {
    return element("span", { class: `${type} ${value}` }, icon(`${type}-${value}`), capitalized(value.replace("_", " ")));
  }

  // Pairs of a term and what is said of it, with a class and a note; what is empty is left out.
  function list(pairs, kind = "detail") {
    const made = element("dl", { class: kind });
    for (const [term, text, type = "", note = ""] of pairs) {
      if (!text) continue;
      const group = element("div", {}, element("dt", { text: term }), element("dd", { class: type, text }));
      if (note) group.append(element("dd", { class: "note", text: note }));
      made.append(group);
    }
    return made;
  }

  // Say to a screen reader what the eye sees.
  function announce(text) {
    byId("said").textContent = text;
  }

  const SHOWN_MS = 2500;
  async function copy(source, button, what) {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
      announce(`${what} copied`);
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = "Press Ctrl+C";
      announce(`${what} selected: press Ctrl+C to copy it`);
    }
    setTimeout(() => { button.textContent = label; }, SHOWN_MS);
  }

  function copyButton(source, what) {
    const button = element("button", { type: "button", text: "Copy", "aria-label": `Copy: ${what.toLowerCase()}` });
    let busy = false;
    button.addEventListener("click", async () => {
      if (busy) return;
      busy = true;
      await copy(source, button, what);
      setTimeout(() => { busy = false; }, SHOWN_MS);
    });
    return button;
  }

  return { byId, number, counted, capitalized, element, icon, foreign, mark, list, announce, copyButton };
})();
