"use strict";
// The findings: read from the data block (its shape: scanner/render/html_block.py), searched, filtered, ordered and
// grouped. What makes 100,000 quick: columns of numbers, and a few long texts that are each searched at once. Names in
// them may be hostile, so everything is found by Map and index.
const SafeholdFindings = (() => {
  const SEVERITIES = ["critical", "high", "medium", "low", "info"];
  const VERDICTS = ["fail", "unknown", "waived"];
  const WAIVED = 2;
  const IN_DETAIL = 5;
  const { lines, joined, through, repeated, ranks, sorted } = SafeholdColumns;

  function model(data) {
    const { places, profiles, rules, waivers, pasts, frameworks, compared } = data;
    const [rule, verdict, severity, caseOf, waiver, past] = ["rule", "verdict", "severity", "case", "waiver", "past"]
      .map((name) => Uint32Array.from(data.findings[name]));
    const count = rule.length;
    const all = rule.map((_, index) => index);
    const resource = repeated(data.resources.findings);
    const [placeOf, profileOf] = [data.resources.place, data.resources.profile].map((column) => through(column, resource));
    const names = lines(data.names, data.resources.findings.length);
    const arns = lines(data.arns, data.resources.findings.length);
    const cases = lines(data.cases, caseOf.reduce((most, each) => (each >= most ? each + 1 : most), 0));

    // ---- What findings have in common: labels, the label of each row of a table, and the row of each finding ----

    function facetOf(rows, texts, fixed = false) {
      const known = new Map();
      const codes = Uint32Array.from(texts, (text) => {
        if (!known.has(text)) known.set(text, known.size);
        return known.get(text);
      });
      return { rows, codes, labels: [...known.keys()], fixed };
    }
    const making = new Map([
      ["severity", () => facetOf(severity, SEVERITIES, true)],
      ["verdict", () => facetOf(verdict, VERDICTS, true)],
      ["rule", () => facetOf(rule, rules.map((each) => each.id))],
      ["change", () => facetOf(past, ["", ...pasts.map(([change]) => change)])],
    ]);
    const fromTable = (rows, table) => (name, field) => making.set(name, () => facetOf(rows, table.map((each) => each[field])));
    ["account", "region", "kind"].forEach(fromTable(placeOf, places));
    ["tier", "application", "site"].forEach(fromTable(profileOf, profiles));
    const facets = new Map();
    function facet(name) {
      if (!facets.has(name)) facets.set(name, making.get(name)());
      return facets.get(name);
    }

    // The rules of each control, by "framework:control".
    const controls = new Map();
    for (const each of rules) {
      for (const [framework, ids] of each.controls) {
        for (const id of ids) {
          const key = `${frameworks[framework].name}:${id}`;
          if (!controls.has(key)) controls.set(key, []);
          controls.get(key).push(each.id);
        }
      }
    }

    // Those of the kept that a filter lets through.
    function filtered(kept, name, value) {
      const wanted = name === "control" ? controls.get(value) || [] : [value];
      const { rows, codes, labels } = facet(name === "control" ? "rule" : name);
      const passing = new Uint8Array(labels.length);
      wanted.map((label) => labels.indexOf(label)).filter((code) => code >= 0).forEach((code) => { passing[code] = 1; });
      return kept.filter((index) => passing[codes[rows[index]]] === 1);
    }

    // ---- Order ----

    const weight = (index) => ((verdict[index] === WAIVED) * 8 + severity[index]) * 4 + verdict[index];
    const worst = rule.map((number, index) => weight(index) * rules.length + number);
    const keys = new Map([
      ["severity", () => worst],
      ["verdict", () => verdict],
      ["rule", () => rule],
      ["resource", () => through(ranks(Array.from({ length: names.count }, (_, line) => names.at(line))), resource)],
      ["account", () => through(ranks(places.map(([account, region]) => `${account}\t${region}`)), placeOf)],
      ["tier", () => through(ranks(profiles.map(([tier]) => tier)), profileOf)],
    ]);
    // The findings in the order of a column; those that are equal in it stay worst first.
    const orders = new Map();
    function ordered(column) {
      if (!orders.has(column)) orders.set(column, sorted(column === "severity" ? all : ordered("severity"), keys.get(column)()));
      return orders.get(column);
    }

    // ---- Search ----

    const told = [
      [names, resource],
      [arns, resource],
      [cases, caseOf],
      [joined(places.map((place) => place.slice(0, 3).join("\t"))), placeOf],
      [joined(profiles.map((profile) => profile.slice(0, 4).join("\t"))), profileOf],
      [joined(rules.map(({ id, title }) => `${id}\t${title}`)), rule],
      [joined(["", ...waivers.map((each) => [each.id, each.approver, each.ticket].join("\t"))]), waiver],
    ];
    function holding(kept, query, asWritten) {
      const found = new Uint8Array(count);
      for (const [texts, lineOf] of told) {
        const marks = texts.marks(query, asWritten);
        if (marks.includes(1)) for (let index = 0; index < count; index += 1) found[index] |= marks[lineOf[index]];
      }
      return kept.filter((index) => found[index] === 1);
    }
    // A search is for the text as a whole; where no finding holds that, for those that hold each of its words.
    function searched(kept, query) {
      const lowered = query.toLowerCase();
      const found = holding(kept, lowered, false);
      if (!found.length) return lowered.split(/\s+/).reduce((rest, word) => holding(rest, word, false), kept);
      // Capitals in the search are meant where any finding has them; else case does not matter.
      const exact = query === lowered ? [] : holding(found, query, true);
      return exact.length ? exact : found;
    }

    // ---- What the page asks ----

    // The findings that match a search and every filter (a Map of name to value), in a column's order.
    function chosen({ column, descending, query, filters }) {
      const order = ordered(column);
      let kept = descending ? order.toReversed() : order;
      for (const [name, value] of filters) kept = filtered(kept, name, value);
      return query ? searched(kept, query) : kept;
    }

    // How many of the kept have each label, by their severity, and how many are waived or unknown.
    function counted(kept, { rows, codes, labels }) {
      const width = SEVERITIES.length + VERDICTS.length;
      const counts = new Uint32Array(labels.length * width);
      for (const index of kept) {
        const start = codes[rows[index]] * width;
        counts[start + verdict[index]] += 1;
        if (verdict[index] !== WAIVED) counts[start + VERDICTS.length + severity[index]] += 1;
      }
      return labels.map((label, code) => {
        const [fail, unknown, waived, ...severities] = counts.subarray(code * width, (code + 1) * width);
        return { label, count: fail + unknown + waived, waived, unknown, severities };
      });
    }
    function together(framework, byRule) {
      return framework.controls.map(([id, title]) => {
        const key = `${framework.name}:${id}`;
        const parts = controls.get(key).map((rule) => byRule.get(rule));
        const sum = (field) => parts.reduce((total, part) => total + part[field], 0);
        const severities = SEVERITIES.map((_, at) => parts.reduce((total, part) => total + part.severities[at], 0));
        const [found, waived, unknown, passed] = ["count", "waived", "unknown", "passed"].map(sum);
        return { filter: ["control", key], label: id, title, count: found, waived, unknown, passed, severities };
      });
    }
    const byRule = (kept) => new Map(
      counted(kept, facet("rule")).map((row, index) => [row.label, { ...row, passed: rules[index].passed }]));

    // The kept in groups: by what they have in common, the largest first, or by the controls of a framework.
    function groups(kept, by) {
      const framework = frameworks.find(({ name }) => by === `control:${name}`);
      if (framework) return together(framework, byRule(kept)).filter((group) => group.count);
      const common = facet(by);
      const rows = counted(kept, common).filter((group) => group.count);
      if (!common.fixed) rows.sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
      const titles = new Map(by === "rule" ? rules.map(({ id, title }) => [id, title]) : []);
      return rows.map((group) => ({ ...group, title: titles.get(group.label) || "", filter: [by, group.label] }));
    }
    const members = (kept, [name, value]) => filtered(kept, name, value);

    // The controls of a framework, each with what its rules found in all.
    const judged = (framework) => together(frameworks[framework], byRule(all));

    // The labels of a filter, and how many findings have each: in their own order, or in that of their text.
    function values(name) {
      const { rows, codes, labels, fixed } = facet(name);
      const counts = new Uint32Array(labels.length);
      for (const row of rows) counts[codes[row]] += 1;
      const found = labels.map((label, code) => [label, counts[code]]).filter(([, each]) => each);
      return fixed ? found : found.sort(([a], [b]) => (a < b ? -1 : 1));
    }

    function finding(index) {
      const [account, region, kind, path, sha256] = places[placeOf[index]];
      const [tier, application, site, dataType, ...because] = profiles[profileOf[index]];
      const [reason, ...fields] = cases.at(caseOf[index]).split("\t");
      const details = [];
      for (let at = 0; at < fields.length; at += IN_DETAIL) {
        const [message, pointer, expected, actual, excerpt] = fields.slice(at, at + IN_DETAIL);
        details.push({ message, pointer, expected, actual, excerpt: excerpt.replaceAll("\r", "\n") });
      }
      const [change, firstSeen] = past[index] ? pasts[past[index] - 1] : ["", ""];
      return {
        resource: {
          name: names.at(resource[index]), arn: arns.at(resource[index]), account, region, kind, tier, application, site,
          dataType, because, path, sha256,
        },
        rule: rules[rule[index]],
        controls: rules[rule[index]].controls.map(([framework, ids]) => [frameworks[framework], ids]),
        verdict: VERDICTS[verdict[index]],
        severity: SEVERITIES[severity[index]],
        waiver: waiver[index] ? waivers[waiver[index] - 1] : null,
        change,
        firstSeen,
        details,
        why: details.map((detail) => detail.message).filter(Boolean).join("; ") || reason || rules[rule[index]].title,
      };
    }

    // What takes longest is done while the reader reads: what a first search and a first sorting by name need.
    function prepare() {
      const work = [...told.map(([texts]) => texts.lower), ...[...keys.keys()].map((column) => () => ordered(column))];
      const next = () => {
        work.shift()();
        if (work.length) (globalThis.requestIdleCallback || setTimeout)(next);
      };
      (globalThis.requestIdleCallback || setTimeout)(next);
    }

    const waivedAmong = (kept) => (waivers.length ? kept.reduce((total, index) => total + (verdict[index] === WAIVED), 0) : 0);
    return { count, compared, frameworks, chosen, finding, groups, members, values, judged, prepare, waivedAmong, severities: SEVERITIES };
  }

  return { model };
})();
