"use strict";
// Rows of the table, and groups of them: a head that can be opened, and its first rows.
const SafeholdGroups = (() => {
  const { counted, element, foreign, icon, number } = SafeholdElements;
  const { row, COLUMNS } = SafeholdFinding;
  const IN_GROUP = 20;
  const MORE = 100;

  const shownLabel = (label) => label || "(none)";
  const rowsOf = (model, indexes) => Array.from(indexes, (index) => row(model.finding(index), index));
  const keyOf = (body) => body.querySelector(".fold").dataset.group;

  function tally(model, { severities, waived, unknown }) {
    const made = element("span", { class: "tally" });
    model.severities.forEach((name, at) => {
      if (!severities[at]) return;
      made.append(element("span", { class: `severity ${name}` }, icon(`severity-${name}`), `${number(severities[at])} ${name}`));
    });
    if (unknown) made.append(element("span", { class: "sub", text: `${number(unknown)} of them unknown` }));
    if (waived) made.append(element("span", { class: "sub", text: `${number(waived)} waived` }));
    return made;
  }

  function head(model, group) {
    const button = element("button", { type: "button", class: "open fold", "aria-expanded": "false", "data-group": group.filter[1] },
      foreign(shownLabel(group.label), "group-name"), " ");
    if (group.title) button.append(element("span", { class: "group-title", text: group.title }), " ");
    button.append(element("span", { class: "group-count", text: counted(group.count, "finding") }));
    const cell = element("th", { scope: "rowgroup", colspan: COLUMNS }, button, tally(model, group));
    return element("tbody", { class: "group" }, element("tr", { class: "group-head" }, cell));
  }

  // Add the next of a group's rows, and a button for what remains; the button that asked for them goes.
  function extend(model, body, kept, count = MORE) {
    const shown = body.querySelectorAll(".open:not(.fold)").length;
    body.querySelector(".more-rows")?.remove();
    body.append(...rowsOf(model, kept.subarray(shown, shown + count)));
    const rest = kept.length - shown - count;
    if (rest <= 0) return;
    const button = element("button", { type: "button", class: "extend", text: `Show ${number(Math.min(rest, MORE))} more of ${number(rest)}` });
    body.append(element("tr", { class: "more-rows" }, element("td", { colspan: COLUMNS }, button)));
  }

  function unfold(model, body, kept, open) {
    body.querySelector(".fold").setAttribute("aria-expanded", String(open));
    // The head stays where it is, or the focus would be lost.
    while (body.rows.length > 1) body.lastChild.remove();
    if (open) extend(model, body, kept, IN_GROUP);
  }

  return { shownLabel, rowsOf, keyOf, head, extend, unfold };
})();
