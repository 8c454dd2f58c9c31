"use strict";
// Control by control: what the rules found for each control of a chosen framework, and the way to its findings.
const SafeholdControls = (() => {
  const { byId, element, mark, number } = SafeholdElements;
  const { link } = SafeholdFinding;

  function worst({ fail, unknown, waived, passed }) {
    if (fail) return "fail";
    if (unknown) return "unknown";
    if (waived) return "waived";
    return passed ? "pass" : "not_tested";
  }

  function row(control) {
    const { label, title, filter: [, key], count, unknown, waived, passed } = control;
    const fail = count - unknown - waived;
    const head = element("th", { scope: "row" }, count ? link({ control: key }, label) : label);
    if (title) head.append(element("span", { class: "sub clip", text: title }));
    return element("tr", {}, head, element("td", {}, mark("verdict", worst({ fail, unknown, waived, passed }))),
      ...[fail, unknown, waived, passed].map((each) => element("td", { class: "num", text: number(each) })));
  }

  // Fill the select with the frameworks, and the table with the controls of the one that is chosen.
  function start({ frameworks, judged }) {
    if (!frameworks.length) return;
    const select = byId("framework");
    frameworks.forEach(({ title }, index) => select.append(element("option", { value: index, text: title })));
    const show = () => byId("control-rows").replaceChildren(...judged(Number(select.value)).map(row));
    select.addEventListener("change", show);
    // Built when it is first looked at.
    byId("by-control").addEventListener("toggle", show, { once: true });
    byId("by-control").hidden = false;
  }

  return { start };
})();
