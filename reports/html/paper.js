"use strict";
// Paper: what is chosen on the screen, up to as many rows as somebody turns pages for, and what it is.
const SafeholdPaper = (() => {
  const { byId, counted, element, number } = SafeholdElements;
  const { head, rowsOf } = SafeholdGroups;
  const PRINTED = 1000;

  function bodies(model, { kept, by, groups }) {
    if (!by) return [element("tbody", {}, ...rowsOf(model, kept.subarray(0, PRINTED)))];
    let left = PRINTED;
    const made = [];
    for (const group of groups) {
      if (left <= 0) break;
      const members = model.members(kept, group.filter).subarray(0, left);
      const body = head(model, group);
      body.append(...rowsOf(model, members));
      made.push(body);
      left -= members.length;
    }
    return made;
  }

  // state: what is shown. whole: whether the screen shows all of it, so that it is printed as it is.
  function start(model, state, whole, chosen) {
    const table = byId("table");
    let held = [];
    addEventListener("beforeprint", () => {
      const printed = Math.min(state.kept.length, PRINTED);
      const rest = printed < model.count ? ` of ${number(model.count)}; the CSV and JSON reports have all` : "";
      const told = chosen();
      byId("print-note").textContent = `${counted(printed, "finding")}${rest}.${told.length ? ` ${told.join("; ")}.` : ""}`;
      if (whole()) return;
      held = [...table.tBodies];
      for (const body of held) body.remove();
      table.append(...bodies(model, state));
    });
    addEventListener("afterprint", () => {
      if (!held.length) return;
      for (const body of [...table.tBodies]) body.remove();
      table.append(...held);
      held = [];
    });
  }

  return { start };
})();
