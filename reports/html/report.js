"use strict";
// The page: what is searched, filtered, sorted and grouped, kept in the address so that a view can be linked.
(() => {
  const { byId, number, counted, element } = SafeholdElements;
  const { panel, COLUMNS } = SafeholdFinding;
  const { shownLabel, rowsOf, keyOf, head, extend, unfold } = SafeholdGroups;
  const PAGE = 100;
  const GROUPS = 50;
  const OPTIONS = 500;
  const NONE = "\t";
  const ADDRESS = "#findings?";
  const ADDRESS_MS = 300;

  function start(model) {
    const table = byId("table");
    const rows = byId("rows");
    const find = byId("find");
    const grouping = byId("group");
    const selects = [...document.querySelectorAll("[data-filter]")];
    const headers = [...document.querySelectorAll("#table [data-sort]")];
    const labelled = (select) => select.parentElement.firstChild.textContent.trim();
    const state = {
      page: 0, column: "severity", descending: false, query: "", by: "", filters: new Map(),
      kept: [], groups: [], unfolded: new Set(),
    };

    // ---- The page of rows or groups ----

    const groupBodies = () => [...table.querySelectorAll("tbody.group")];
    const membersOf = (body) => model.members(state.kept, state.groups.find((group) => group.filter[1] === keyOf(body)).filter);

    function fold(body, open) {
      state.unfolded[open ? "add" : "delete"](keyOf(body));
      unfold(model, body, open ? membersOf(body) : [], open);
    }

    function flatRows(first, last) {
      if (state.by && state.kept.length) return [];
      if (state.kept.length) return rowsOf(model, state.kept.subarray(first, last));
      const text = model.count ? "No finding matches." : "No findings.";
      return [element("tr", {}, element("td", { colspan: COLUMNS, text }))];
    }

    function turn(page) {
      const { kept, by } = state;
      const [all, size] = by ? [state.groups, GROUPS] : [kept, PAGE];
      const pages = Math.max(1, Math.ceil(all.length / size));
      state.page = Math.min(Math.max(page, 0), pages - 1);
      const first = state.page * size;
      const last = Math.min(first + size, all.length);
      for (const body of groupBodies()) body.remove();
      rows.replaceChildren(...flatRows(first, last));
      if (by) table.append(...state.groups.slice(first, last).map((group) => head(model, group)));
      for (const body of groupBodies()) if (state.unfolded.has(keyOf(body))) fold(body, true);
      byId("folding").hidden = !by;
      byId("page").textContent = `Page ${number(state.page + 1)} of ${number(pages)}`;
      byId("previous").disabled = state.page === 0;
      byId("next").disabled = state.page === pages - 1;
      byId("pages").hidden = pages === 1;
      byId("status").textContent = said(pages, first, last);
      remember();
    }

    function said(pages, first, last) {
      const { kept, by, groups } = state;
      const waived = model.waivedAmong(kept);
      const of = kept.length === model.count ? "" : `${number(kept.length)} of `;
      let text = of + counted(model.count, "finding");
      if (waived) text += `, ${number(waived)} of them waived`;
      if (by) text += `${waived ? "," : ""} in ${counted(groups.length, "group")}`;
      return pages === 1 ? text : `${text}; showing ${by ? "groups " : ""}${number(first + 1)} to ${number(last)}`;
    }

    function choose(page = 0) {
      state.kept = model.chosen(state);
      state.groups = state.by ? model.groups(state.kept, state.by) : [];
      chips();
      turn(page);
    }

    // ---- What is chosen ----

    function chips() {
      const made = [...state.filters].map(([name, value]) => {
        const shown = name === "control" ? value.slice(value.indexOf(":") + 1) : shownLabel(value);
        const label = `${labelled(selects.find((select) => select.dataset.filter === name))}: ${shown}`;
        const unseen = element("span", { class: "hidden-text", text: "Take out the filter " });
        return element("button", { type: "button", class: "chip", "data-name": name }, unseen, label);
      });
      byId("chips").replaceChildren(...made);
      byId("chips").hidden = !made.length;
    }

    function setFilter(name, value) {
      if (value === undefined) state.filters.delete(name);
      else state.filters.set(name, value);
      show(selects.find((select) => select.dataset.filter === name), value);
    }

    // Let a select show a value, also one for which it has no option.
    function show(select, value) {
      const wanted = value === undefined ? "" : value || NONE;
      if (value !== undefined && ![...select.options].some((option) => option.value === wanted)) {
        select.append(element("option", { value: wanted, text: `${value} (0)` }));
      }
      select.value = wanted;
    }

    function sortBy(column, descending) {
      state.column = column;
      state.descending = descending;
      for (const header of headers) {
        if (header.dataset.sort === column) header.setAttribute("aria-sort", descending ? "descending" : "ascending");
        else header.removeAttribute("aria-sort");
      }
    }

    function groupBy(by) {
      state.by = [...grouping.options].some((option) => option.value === by) ? by : "";
      grouping.value = state.by;
      state.unfolded.clear();
    }

    // ---- The address ----

    let writing;
    function remember() {
      clearTimeout(writing);
      writing = setTimeout(() => {
        const said = new URLSearchParams(state.filters);
        if (state.query) said.set("q", state.query);
        if (state.by) said.set("group", state.by);
        if (state.column !== "severity" || state.descending) said.set("sort", `${state.descending ? "-" : ""}${state.column}`);
        if (state.page) said.set("page", state.page + 1);
        const address = said.size ? `${ADDRESS}${said}` : location.hash.startsWith(ADDRESS) ? "#findings" : location.hash;
        if (address !== location.hash) history.replaceState(null, "", address);
      }, ADDRESS_MS);
    }

    // Show the view that an address names.
    function recall() {
      const said = new URLSearchParams(location.hash.slice(ADDRESS.length));
      for (const select of selects) setFilter(select.dataset.filter, said.get(select.dataset.filter) ?? undefined);
      state.query = find.value = said.get("q") ?? "";
      groupBy(said.get("group") ?? "");
      const sort = said.get("sort") ?? "severity";
      const column = sort.replace(/^-/, "");
      sortBy(headers.some((header) => header.dataset.sort === column) ? column : "severity", sort.startsWith("-"));
      choose(Number(said.get("page") ?? 1) - 1 || 0);
      if (state.kept.length === 1 && !state.by) toggle(rows.querySelector(".open"));
      byId("status").scrollIntoView();
      table.focus({ preventScroll: true });
    }

    function toggle(opener) {
      const open = opener.getAttribute("aria-expanded") === "true";
      const main = opener.closest("tr");
      if (open) main.nextElementSibling.remove();
      else main.after(panel(model.finding(opener.dataset.index)));
      opener.setAttribute("aria-expanded", String(!open));
      main.classList.toggle("opened", !open);
    }

    // ---- Tools ----

    for (const select of selects) {
      if (select.dataset.filter === "control") continue;
      const values = model.values(select.dataset.filter);
      for (const [value, found] of values.slice(0, OPTIONS)) {
        select.append(element("option", { value: value || NONE, text: `${shownLabel(value)} (${number(found)})` }));
      }
      const rest = values.length - OPTIONS;
      if (rest > 0) select.append(element("option", { disabled: "", text: `${number(rest)} more: search for them` }));
    }
    const controls = selects.find((select) => select.dataset.filter === "control");
    for (const { name, title, controls: ids } of model.frameworks) {
      const options = ids.map(([id]) => element("option", { value: `${name}:${id}`, text: id }));
      controls.append(element("optgroup", { label: title }, ...options));
      grouping.append(element("option", { value: `control:${name}`, text: `Controls of ${title}` }));
    }
    for (const each of document.querySelectorAll("[data-needs-baseline]")) if (!model.compared) each.remove();
    for (const select of selects) {
      select.addEventListener("change", () => {
        setFilter(select.dataset.filter, select.value ? select.value.replace(NONE, "") : undefined);
        choose();
      });
    }
    grouping.addEventListener("change", () => {
      groupBy(grouping.value);
      choose();
    });
    for (const header of headers) {
      const button = element("button", { type: "button", text: header.textContent });
      button.addEventListener("click", () => {
        sortBy(header.dataset.sort, state.column === header.dataset.sort && !state.descending);
        choose();
      });
      // Browsers leave buttons out where they repeat a table's head on each printed page.
      header.replaceChildren(button, element("span", { class: "only-print", text: button.textContent }));
    }
    find.addEventListener("input", () => {
      state.query = find.value.trim();
      choose();
    });
    byId("reset").addEventListener("click", () => {
      state.query = find.value = "";
      for (const select of selects) setFilter(select.dataset.filter);
      choose();
      find.focus();
    });
    byId("chips").addEventListener("click", (event) => {
      const chip = event.target.closest(".chip");
      if (!chip) return;
      setFilter(chip.dataset.name);
      choose();
      (byId("chips").querySelector(".chip") || find).focus();
    });
    table.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      const body = button?.closest("tbody");
      if (!body) return;
      if (button.matches(".fold")) fold(body, button.getAttribute("aria-expanded") === "false");
      else if (button.matches(".open")) toggle(button);
      else if (button.matches(".extend")) {
        const shown = body.querySelectorAll(".open").length;
        extend(model, body, membersOf(body));
        body.querySelectorAll(".open")[shown].focus();
      }
    });
    byId("unfold").addEventListener("click", () => groupBodies().forEach((body) => fold(body, true)));
    byId("fold").addEventListener("click", () => groupBodies().forEach((body) => fold(body, false)));
    for (const [id, step] of [["previous", -1], ["next", 1]]) {
      byId(id).addEventListener("click", () => {
        turn(state.page + step);
        table.focus();
        byId("findings").scrollIntoView();
      });
    }

    // Everything that is chosen, in words.
    function chosen() {
      const filters = [...byId("chips").children].map((chip) => chip.lastChild.textContent);
      return state.query ? [`Search: ${state.query}`, ...filters] : filters;
    }

    SafeholdPaper.start(model, state, () => state.kept.length <= PAGE && !state.by, chosen);
    for (const each of document.querySelectorAll(".only-static")) each.hidden = true;
    // Counts elsewhere in the report lead to their findings.
    for (const each of document.querySelectorAll("[data-find]")) {
      const text = each.textContent;
      const label = `${text} findings`;
      each.replaceChildren(element("a", { href: ADDRESS + each.dataset.find, class: "to-findings", "aria-label": label, text }));
    }
    byId("tools").hidden = false;
    byId("status").hidden = false;
    headers[0].setAttribute("aria-sort", "ascending");
    SafeholdControls.start(model);
    addEventListener("hashchange", () => { if (location.hash.startsWith(ADDRESS)) recall(); });
    if (location.hash.startsWith(ADDRESS)) recall();
    else choose();
    model.prepare();
  }

  // Whatever goes wrong, the findings in the markup stay; ready is said only when all of them are there.
  SafeholdColumns.load().then(SafeholdFindings.model).then(start).then(
    () => { document.documentElement.dataset.ready = "1"; },
    (error) => {
      byId("status").hidden = false;
      byId("status").textContent = `This browser could not show all findings (${error.message}); findings.json, beside this file, has them.`;
    });
})();
