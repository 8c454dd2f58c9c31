"use strict";
// The page: rows, details and tools of the table of findings. Nothing here parses markup: text goes in as textContent.
(() => {
  const PAGE = 100;
  const PRINTED = 1000;
  const COLUMNS = 6;
  const PLAIN = /^[A-Za-z0-9_.][A-Za-z0-9_./:-]*$/;
  const byId = (id) => document.getElementById(id);
  const number = (count) => count.toLocaleString("en");
  const counted = (count) => `${number(count)} finding${count === 1 ? "" : "s"}`;
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

  // ---- A finding as a row, and opened ----

  function row({ rule, resource, verdict, severity, why }, index) {
    const opener = element("button", { type: "button", class: "open", "aria-expanded": "false", "data-index": index });
    opener.append(element("span", { class: "rule-id", text: rule.id }), " ", rule.title);
    return element("tr", {},
      element("td", {}, element("span", { class: `severity ${severity}` }, icon(`severity-${severity}`), capitalized(severity))),
      element("td", {}, element("span", { class: `verdict ${verdict}` }, icon(`verdict-${verdict}`), capitalized(verdict))),
      element("td", { class: "finding" }, opener, element("span", { class: "why clip", text: why })),
      element("th", { scope: "row", class: "resource" }, foreign(resource.name, "name"), foreign(resource.kind, "sub")),
      element("td", { class: "place" }, foreign(resource.account), foreign(resource.region, "sub")),
      element("td", { class: "tier-cell" }, foreign(resource.tier)));
  }

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

  // A value that no shell can read as anything but one plain word is filled in; any other keeps its placeholder.
  function filled(text, { name, region, account }) {
    const values = new Map([["name", name], ["region", region], ["account", account]]);
    return text.replace(/\{(name|region|account)\}/g, (whole, key) => (PLAIN.test(values.get(key)) ? values.get(key) : whole));
  }

  async function copied(code, button) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Press Ctrl+C";
    }
  }

  function command(text) {
    // Each word is an element, so that a line breaks between words and not after the first of two hyphens.
    const words = text.split(/( )/).map((word) => (word === " " ? word : element("span", { text: word })));
    const code = element("code", {}, ...words);
    const copy = element("button", { type: "button", text: "Copy", "aria-label": "Copy the command" });
    copy.addEventListener("click", () => copied(code, copy));
    return element("div", { class: "command" }, code, copy);
  }

  // A command of several words stands by itself, so the punctuation that bound it to its sentence is taken off.
  function remedy(rule, resource) {
    const made = element("div");
    let line = element("p");
    const close = () => {
      if (line.textContent.trim()) made.append(line);
      line = element("p");
    };
    let after = false;
    for (const [isCode, written] of rule.remediation) {
      const text = filled(written, resource);
      const block = isCode && text.includes(" ");
      if (block) {
        const last = line.lastChild;
        if (last?.nodeType === Node.TEXT_NODE) last.data = last.data.replace(/\s\($/, "");
        close();
        made.append(command(text));
      } else if (isCode) {
        line.append(element("code", { text }));
      } else {
        line.append(after ? text.replace(/^[),.;\s]+/, "") : text);
      }
      after = block;
    }
    close();
    return made;
  }

  function panel({ rule, resource, details, why }) {
    const reasons = element("ul");
    for (const [message, at, expected, actual] of details) {
      reasons.append(element("li", {},
        element("p", { text: message }),
        list([["Expected", expected, "mono"], ["Actual", actual, "mono"], ["At", at, "mono"]])));
    }
    if (!details.length) reasons.append(element("li", { text: why }));
    const [application, dataType, tier] = resource.because;
    const facts = element("div", {},
      element("h3", { text: "Why" }), reasons,
      element("h3", { text: "What to do" }), remedy(rule, resource));
    const context = element("div", {},
      element("h3", { text: "Resource" }),
      list([
        ["ARN", resource.arn, "mono"],
        ["Kind", resource.kind],
        ["Application", resource.application, "", application],
        ["Site", resource.site],
        ["Data type", resource.dataType, "", dataType],
      ]),
      element("h3", { text: "Why this tier" }),
      list([["Tier", resource.tier], ["Because", tier]]),
      element("p", {}, element("a", { href: `#rule-${rule.id}`, class: "to-rule", text: `About ${rule.id}` })));
    const sheet = element("div", { class: "sheet" }, facts, context);
    if (rule.controls.length) {
      const controls = list(rule.controls.map(([title, ids]) => [title, ids.join(", ")]), "mapping");
      sheet.append(element("div", { class: "wide" }, element("h3", { text: "Controls" }), controls));
    }
    return element("tr", { class: "panel" }, element("td", { colspan: COLUMNS }, sheet));
  }

  // ---- The page ----

  function start({ count, chosen, finding, values }) {
    const rows = byId("rows");
    const find = byId("find");
    const selects = [...document.querySelectorAll("[data-filter]")];
    const headers = [...document.querySelectorAll("#table [data-sort]")];
    const state = { page: 0, column: "severity", descending: false, kept: [] };

    function show(indexes) {
      const shown = document.createDocumentFragment();
      for (const index of indexes) shown.append(row(finding(index), index));
      if (!indexes.length) {
        const text = count ? "No finding matches." : "No findings.";
        shown.append(element("tr", {}, element("td", { colspan: COLUMNS, text })));
      }
      rows.replaceChildren(shown);
    }

    function turn(page) {
      const { kept } = state;
      const pages = Math.max(1, Math.ceil(kept.length / PAGE));
      state.page = Math.min(Math.max(page, 0), pages - 1);
      const first = state.page * PAGE;
      const last = Math.min(first + PAGE, kept.length);
      show(kept.slice(first, last));
      byId("page").textContent = `Page ${number(state.page + 1)} of ${number(pages)}`;
      byId("previous").disabled = state.page === 0;
      byId("next").disabled = state.page === pages - 1;
      byId("pages").hidden = pages === 1;
      const all = kept.length === count ? counted(count) : `${number(kept.length)} of ${counted(count)}`;
      byId("status").textContent = pages === 1 ? all : `${all}; showing ${number(first + 1)} to ${number(last)}`;
    }

    function choose() {
      const filters = new Map(selects.filter((select) => select.value).map((select) => [select.dataset.filter, select.value]));
      state.kept = chosen(state.column, state.descending, find.value.trim(), filters);
      turn(0);
    }

    function sortBy(column) {
      state.descending = state.column === column && !state.descending;
      state.column = column;
      for (const header of headers) {
        if (header.dataset.sort === column) header.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
        else header.removeAttribute("aria-sort");
      }
      choose();
    }

    function toggle(opener) {
      const open = opener.getAttribute("aria-expanded") === "true";
      const main = opener.closest("tr");
      if (open) main.nextElementSibling.remove();
      else main.after(panel(finding(opener.dataset.index)));
      opener.setAttribute("aria-expanded", String(!open));
      main.classList.toggle("opened", !open);
    }

    for (const select of selects) {
      for (const [value, found] of values(select.dataset.filter)) {
        select.append(element("option", { value, text: `${value} (${number(found)})` }));
      }
      select.addEventListener("change", choose);
    }
    for (const header of headers) {
      const button = element("button", { type: "button", text: header.textContent });
      button.addEventListener("click", () => sortBy(header.dataset.sort));
      // Browsers leave buttons out where they repeat a table's head on each printed page.
      header.replaceChildren(button, element("span", { class: "only-print", text: button.textContent }));
    }
    headers[0].setAttribute("aria-sort", "ascending");
    find.addEventListener("input", choose);
    byId("reset").addEventListener("click", () => {
      find.value = "";
      for (const select of selects) select.value = "";
      choose();
      find.focus();
    });
    rows.addEventListener("click", (event) => {
      const opener = event.target.closest(".open");
      if (opener) toggle(opener);
    });
    for (const [id, step] of [["previous", -1], ["next", 1]]) {
      byId(id).addEventListener("click", () => {
        turn(state.page + step);
        byId("table").focus();
        byId("findings").scrollIntoView();
      });
    }
    addEventListener("beforeprint", () => {
      const printed = Math.min(state.kept.length, PRINTED);
      if (printed > PAGE) show(state.kept.slice(0, printed));
      const rest = printed < count ? ` of ${number(count)}; findings.json, beside this file, has all` : "";
      byId("print-note").textContent = `${counted(printed)}${rest}.`;
    });
    addEventListener("afterprint", () => {
      if (state.kept.length > PAGE) turn(state.page);
    });

    for (const each of document.querySelectorAll(".only-static")) each.hidden = true;
    byId("tools").hidden = false;
    byId("status").hidden = false;
    choose();
  }

  const { load, unpack, model } = SafeholdFindings;
  // Whatever goes wrong, the findings in the markup stay; ready is said only when all of them are there.
  load().then(unpack).then(model).then(start).then(
    () => { document.documentElement.dataset.ready = "1"; },
    (error) => {
      byId("status").hidden = false;
      byId("status").textContent = `This browser could not show all findings (${error.message}); findings.json, beside this file, has them.`;
    });
})();
